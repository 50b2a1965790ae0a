import type {
	DecisionRecord,
	FinalRecord,
	LogRecord,
	ResultRecord,
	SeenCandidate,
	SeenFailure,
	Who,
} from "./log-record.ts";
import { RateableRequests } from "./rateable-requests.ts";
import type { Answer, Told, ToldRequest } from "./told.ts";

/** Requests that may run at the same time; beyond, the oldest ones count as never ended. */
const MAX_OPEN = 2_000;
/** A request that began so long ago will not end any more. */
const MAX_RUNNING_MS = 24 * 3_600_000;
/** Newest requests that a rating may be about. */
const MAX_RATEABLE = 5_000;
const NOT_LISTED = {
	rank: undefined,
	bucket: undefined,
	ttftMs: undefined,
	expectedCostUsd: undefined,
	uviStatus: undefined,
};
/** Failures of one request that are told. */
const MAX_FAILURES = 20;

/** Puts requests together from their records, whichever processes wrote in between. */
export interface RequestJoiner {
	/** Hears of one more record. */
	add(record: LogRecord): void;
	/** Tells the requests that have no end. Nothing may be added afterwards. */
	end(): void;
	/** Records of requests whose decision is not in the log. */
	orphans(): number;
}

interface OpenRequest {
	readonly requestId: string;
	readonly decision: DecisionRecord;
	candidates: readonly SeenCandidate[];
	readonly failures: SeenFailure[];
	attempts: number;
	spentMs: number;
	costUsd: number | undefined;
	last: ResultRecord | undefined;
}

/** What a joiner is made with. */
export interface JoinerInput {
	readonly tell: (told: Told) => void;
	/** Ratings are told with the request that they are about, which takes memory and a tenth of the time. */
	readonly matchesRatings: boolean;
}

/** Makes a joiner that holds what is running and the newest requests, however long the log is. */
export function createRequestJoiner(input: JoinerInput): RequestJoiner {
	return new Joiner(input);
}

class Joiner implements RequestJoiner {
	readonly #tell: (told: Told) => void;
	readonly #open = new Map<string, OpenRequest>();
	readonly #newest: RateableRequests | undefined;
	#orphans = 0;

	constructor({ tell, matchesRatings }: JoinerInput) {
		this.#tell = tell;
		this.#newest = matchesRatings ? new RateableRequests(MAX_RATEABLE) : undefined;
	}

	add(record: LogRecord): void {
		switch (record.kind) {
			case "decision":
				this.#begin(record);
				break;
			case "result":
				this.#tell({ ...record, kind: "attempt" });
				this.#change(record, (open) => addResult(open, record));
				break;
			case "candidates":
				this.#change(record, (open) => {
					open.candidates = record.candidates;
				});
				break;
			case "final":
				this.#change(record, (open) => this.#finish(open, record));
				break;
			case "rating":
				this.#tell({ ...record, request: this.#newest?.find(record.ratedRequestId) });
				break;
			case "import":
				this.#tell({ kind: "import", atMs: record.atMs, spend: record.spend });
				break;
		}
	}

	end(): void {
		for (const open of this.#open.values()) this.#finish(open);
	}

	orphans(): number {
		return this.#orphans;
	}

	#begin(decision: DecisionRecord): void {
		const { requestId } = decision;
		if (requestId === undefined || this.#open.has(requestId)) {
			this.#orphans += 1;
			return;
		}
		const { candidates } = decision;
		const fresh = { attempts: 0, spentMs: 0, costUsd: undefined, last: undefined };
		this.#open.set(requestId, { requestId, decision, candidates, failures: [], ...fresh });
		const aliveMs = decision.atMs - MAX_RUNNING_MS;
		for (const oldest of this.#open.values()) {
			if (this.#open.size <= MAX_OPEN && oldest.decision.atMs >= aliveMs) break;
			this.#finish(oldest);
		}
	}

	#change({ requestId }: LogRecord, change: (open: OpenRequest) => void): void {
		const open = requestId === undefined ? undefined : this.#open.get(requestId);
		if (open === undefined) this.#orphans += 1;
		else change(open);
	}

	#finish(open: OpenRequest, final?: FinalRecord): void {
		const { requestId } = open;
		this.#open.delete(requestId);
		const request = tellRequest(open, final);
		this.#newest?.remember(requestId, request);
		this.#tell(request);
	}
}

function addResult(open: OpenRequest, result: ResultRecord): void {
	open.attempts += 1;
	open.spentMs += result.latencyMs ?? 0;
	open.last = result;
	const cost = result.usage?.costUsd;
	if (cost !== undefined) open.costUsd = (open.costUsd ?? 0) + cost;
	if (result.failure && open.failures.length < MAX_FAILURES) open.failures.push(result.failure);
}

function tellRequest(open: OpenRequest, final: FinalRecord | undefined): ToldRequest {
	const { decision, candidates, failures, attempts, spentMs, costUsd, last } = open;
	const isAnswered = final?.outcome === "success";
	const seen = (who: Who | undefined): SeenCandidate | undefined =>
		who && (candidates.find(({ target }) => target === who.target) ?? { ...NOT_LISTED, ...who });
	const answered = last?.outcome === "success" ? last : undefined;
	return {
		kind: "request",
		atMs: decision.atMs,
		sessionId: decision.sessionId,
		routeId: decision.routeId ?? "(none)",
		tier: decision.tier ?? "(none)",
		intent: decision.intent ?? "(none)",
		subtask: decision.subtask,
		planned: seen(decision.planned),
		actual: isAnswered ? seen(final.who ?? bare(answered)) : undefined,
		outcome: final?.outcome ?? "aborted",
		isUnfinished: final === undefined,
		attempts,
		failures,
		latencyMs: final?.latencyMs ?? (attempts > 0 ? spentMs : undefined),
		answer: isAnswered && answered ? answerOf(answered) : undefined,
		costUsd: costUsd,
	};
}

function bare(result: ResultRecord | undefined): Who | undefined {
	return result && { target: result.target, provider: result.provider, modelId: result.modelId };
}

function answerOf({ latencyMs, ttftMs, usage }: ResultRecord): Answer {
	return { latencyMs: latencyMs, ttftMs: ttftMs, usage: usage };
}
