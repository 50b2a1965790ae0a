import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import type { ConfigRead } from "../../core/config/next-config.ts";
import type { RouterEvent } from "../../core/events.ts";
import type { QuotaCredential, QuotaDriver } from "../../core/quota/quota-driver.ts";
import type { MachineReport } from "../../core/reports/inspection.ts";
import type { ConfigHolder } from "../../engine/config-holder.ts";
import type { Clock, TrialClaims } from "../../engine/ports.ts";
import type { AskQuota } from "../../engine/quota/quota-asker.ts";
import type { Recorder } from "../../engine/recorder.ts";
import type { SnapshotInput } from "../../engine/snapshots.ts";
import type { Notices } from "./session/notices.ts";

/** The saved side of the router. */
export interface RouterStorage {
	start(): Promise<void>;
	stop(): Promise<void>;
	hashPrompt(prompt: string): string;
	recentEvents(): Promise<readonly RouterEvent[]>;
}

/** What one start of the router in pi is made from. */
export interface PiRouterInput extends Pick<SnapshotInput, "environment" | "machineZone"> {
	readonly pi: ExtensionAPI;
	readonly version: string;
	readonly argv: readonly string[];
	readonly clock: Clock;
	readonly random: () => number;
	readonly createId: () => string;
	readonly config: ConfigHolder;
	readonly configPath: string;
	readonly watchConfig: (initial: ConfigRead, onChange: (read: ConfigRead) => void) => { close(): void };
	readonly recorder: Recorder;
	readonly storage: RouterStorage;
	readonly claims: TrialClaims;
	/** How old readings of quota may become, milliseconds. */
	readonly quotaTtlMs: number;
	/** Makes what asks vendors with what pi has to ask with. */
	readonly createAsk: (
		credentialOf: (account: string, driver: QuotaDriver) => Promise<QuotaCredential | undefined>,
	) => AskQuota;
	readonly notices: Notices;
	/** Looks at files, variables and versions, for `doctor`. */
	readonly inspectMachine: () => Promise<MachineReport>;
	/** True for a path in this package's own folder. */
	readonly isOwnPath: (path: string) => Promise<boolean>;
}
