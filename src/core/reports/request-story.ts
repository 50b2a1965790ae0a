import type { DecisionData, FinalData, ResultData, RouterEvent } from "../events.ts";

/** One request as the log tells it: what was decided, what was tried, how it ended. */
export interface RequestStory {
	readonly requestId: string;
	readonly sessionId?: string;
	readonly routeId: string;
	readonly atMs: number;
	readonly decision: DecisionData;
	readonly results: readonly ResultData[];
	/** Absent while the request runs, and for a process that was killed. */
	readonly final?: FinalData;
}

/** The newest requests, oldest first. */
export type RequestStories = readonly RequestStory[];

/** Requests kept for `explain`. */
const MAX_STORIES = 50;

function change(
	stories: RequestStories,
	requestId: string,
	next: (story: RequestStory) => RequestStory,
): RequestStories {
	const at = stories.findLastIndex((story) => story.requestId === requestId);
	const story = stories[at];
	return story ? stories.with(at, next(story)) : stories;
}

/** The stories after one more event. */
export function tellStories(stories: RequestStories, event: RouterEvent): RequestStories {
	const { requestId, sessionId, routeId, atMs } = event;
	if (requestId === undefined || routeId === undefined) return stories;
	switch (event.type) {
		case "routing.decision": {
			const session = sessionId === undefined ? {} : { sessionId };
			const story: RequestStory = { requestId, ...session, routeId, atMs, decision: event.data, results: [] };
			return [...stories.slice(1 - MAX_STORIES), story];
		}
		case "routing.result":
			return change(stories, requestId, (story) => ({ ...story, results: [...story.results, event.data] }));
		case "routing.final":
			return change(stories, requestId, (story) => ({ ...story, final: event.data }));
		default:
			return stories;
	}
}

/** The stories of this process, behind those that the log still has of earlier ones; what is older than a reset is forgotten. */
export function recallStories(
	stories: RequestStories,
	logged: readonly RouterEvent[],
	resetAtMs: number,
): RequestStories {
	const known = new Set(stories.map(({ requestId }) => requestId));
	const earlier = logged.filter(({ atMs, requestId }) => atMs > resetAtMs && !known.has(requestId ?? ""));
	return [...earlier.reduce(tellStories, [] as RequestStories), ...stories].slice(-MAX_STORIES);
}

/** What `explain` is asked for: a request, a route's newest, or a session's newest. */
export interface StoryQuery {
	readonly requestId?: string;
	readonly routeId?: string;
	readonly sessionId?: string;
}

/** The newest story that fits the query. A request id may be given by its first characters. */
export function findStory(stories: RequestStories, query: StoryQuery): RequestStory | undefined {
	const { requestId, routeId, sessionId } = query;
	return stories.findLast(
		(story) =>
			(requestId === undefined || story.requestId.startsWith(requestId)) &&
			(routeId === undefined || story.routeId === routeId) &&
			(sessionId === undefined || story.sessionId === sessionId),
	);
}
