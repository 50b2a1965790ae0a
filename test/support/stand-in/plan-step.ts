import { STATUS_CODES } from "node:http";
import { planFault } from "./faults.ts";
import type { Protocol, UsageFigures } from "./protocol.ts";
import { splitText } from "./sse.ts";
import type { AnswerStep, ChosenStep, StatusStep, Step } from "./step.ts";
import { type Action, sendAll, streamHeaders } from "./timeline.ts";

/** Usage of an answer that says nothing about it: a short turn in a session whose prompt is partly cached. */
const DEFAULT_USAGE: UsageFigures = {
	inputTokens: 1200,
	outputTokens: 80,
	cacheReadTokens: 3000,
	cacheWriteTokens: 0,
	reasoningTokens: 0,
};

/** Turns a step into what is done to the response, in the words of one protocol. */
export function planStep(step: Exclude<Step, ChosenStep>, protocol: Protocol, model: string): readonly Action[] {
	if ("status" in step) return planStatus(step, protocol, model);
	if ("fault" in step) return planFault(step, protocol.startFrames(model, DEFAULT_USAGE));
	if ("timeline" in step) return step.timeline(protocol.startFrames(model, DEFAULT_USAGE));
	return planAnswer(step, protocol, model);
}

function planAnswer(step: AnswerStep, protocol: Protocol, model: string): Action[] {
	const { text = "", thinking = "", toolCalls = [], chunks = 8, chunkDelayMs } = step;
	const frames = protocol.startFrames(model, { ...DEFAULT_USAGE, ...step.usage });
	const count = typeof chunks === "number" ? chunks : chunks.length;
	const pieces = typeof chunks === "number" ? splitText(text, count) : chunks;
	const handshake = frames.handshake();
	const output = [
		...frames.thinking(splitText(thinking, count)),
		...frames.text(pieces),
		...toolCalls.flatMap((call) => frames.toolCall(call)),
	];
	const finish = frames.finish(step.finish ?? (toolCalls.length > 0 ? "toolUse" : "stop"));
	return [
		...pause(step.headersDelayMs),
		streamHeaders(step.headers),
		...sendAll(handshake),
		...pause(step.firstOutputDelayMs),
		...sendAll(output, chunkDelayMs),
		...sendAll(finish),
		{ do: "end" },
	];
}

function planStatus(step: StatusStep, protocol: Protocol, model: string): Action[] {
	const { contentType, body } = statusBody(step, protocol, model);
	return [
		...pause(step.headersDelayMs),
		{
			do: "headers",
			status: step.status,
			headers: { "content-type": contentType, ...retryHeaders(step), ...step.headers },
		},
		...sendAll(body === "" ? [] : [body]),
		{ do: "end" },
	];
}

function pause(ms: number | undefined): Action[] {
	return ms === undefined ? [] : [{ do: "wait", ms }];
}

function retryHeaders(step: StatusStep): Record<string, string> {
	const { retryAfterSeconds, retryAfterMs, retryAfterDate } = step;
	return {
		...(retryAfterDate === undefined ? {} : { "retry-after": retryAfterDate.toUTCString() }),
		...(retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` }),
		...(retryAfterMs === undefined ? {} : { "retry-after-ms": `${retryAfterMs}` }),
	};
}

interface Body {
	readonly contentType: string;
	readonly body: string;
}

function statusBody(step: StatusStep, protocol: Protocol, model: string): Body {
	const { status, body, retryAfterSeconds } = step;
	if (typeof body === "string") return { contentType: body.startsWith("<") ? "text/html" : "text/plain", body };
	if (body !== undefined) return { contentType: "application/json", body: JSON.stringify(body) };
	const variant = step.variant ?? (status === 502 || status === 504 ? "html" : "json");
	switch (variant) {
		case "html":
			return { contentType: "text/html", body: proxyPage(status) };
		case "text":
			return { contentType: "text/plain", body: PROXY_LINE };
		case "empty":
			return { contentType: "text/plain", body: "" };
		case "quota":
		case "json": {
			const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
			const problem = { status, model, isQuotaExhausted: variant === "quota", ...retry };
			return { contentType: "application/json", body: JSON.stringify(protocol.errorBody(problem)) };
		}
	}
}

/** What Envoy says when it lost its upstream. */
const PROXY_LINE = "upstream connect error or disconnect/reset before headers. reset reason: connection termination";

/** An error page as Cloudflare serves it. */
function proxyPage(status: number): string {
	const title = `${status} ${STATUS_CODES[status] ?? "Error"}`;
	const head = `<html>\r\n<head><title>${title}</title></head>\r\n`;
	return `${head}<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n`;
}
