/** What was seen of an HTTP response (or of its absence) while a target was being called. */
export interface ResponseEvidence {
	/** Absent when no response arrived. */
	readonly status?: number;
	/** Lower-case names. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Text of an error body, bounded; absent for a 2xx answer. */
	readonly body?: string;
	/** Node's or undici's error code of a connection that failed, for example `ECONNREFUSED`. */
	readonly connectionError?: string;
}

/** Everything a failure is classified from. */
export interface FailureEvidence {
	readonly provider: string;
	/** Wire protocol, for example `openai-completions`. */
	readonly api: string;
	readonly modelId: string;
	readonly response?: ResponseEvidence;
	/** pi's `errorMessage`; untrusted provider text. */
	readonly errorMessage?: string;
	/** pi's `stopReason`. */
	readonly stopReason?: string;
	/** The stream had begun (`start` was seen) when it failed. */
	readonly hasStarted: boolean;
}
