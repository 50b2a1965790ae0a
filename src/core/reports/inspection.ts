/** A file or folder of the router as it is on the disk. */
export interface FileReport {
	/** What it is for, such as `event log`. */
	readonly what: string;
	readonly path: string;
	readonly kind: "file" | "folder" | "missing" | "other";
	readonly bytes?: number;
	/** Permission bits; absent where the system has none. */
	readonly mode?: number;
	/** Why it cannot be written or looked at. */
	readonly problem?: string;
}

/** A variable of the environment that the router reads, or that looks as if it should. */
export interface VariableReport {
	readonly name: string;
	readonly value: string;
	/** Why it has no effect. */
	readonly problem?: string;
}

/** What is around the router on this machine. */
export interface MachineReport {
	/** Version of the running pi; absent where another program runs it, or it is packed into one. */
	readonly pi?: string;
	/** Version of Node. */
	readonly node: string;
	readonly variables: readonly VariableReport[];
	readonly files: readonly FileReport[];
}

/** What pi has to call an account with, as far as it tells without trying. */
export interface LoginReport {
	readonly account: string;
	/** `key` also for what another program or a file gives out. */
	readonly kind: "login" | "key" | "none";
	/** Where it comes from, in words. */
	readonly from?: string;
	/** When the access that a login has now ends, epoch milliseconds; pi renews it. */
	readonly expiresAtMs?: number;
}

/** A look at everything around the router; nothing is changed by it. */
export interface Inspection extends MachineReport {
	readonly logins: readonly LoginReport[];
	/** Marks of what was taken over from the earlier extension. */
	readonly imports: readonly string[];
}
