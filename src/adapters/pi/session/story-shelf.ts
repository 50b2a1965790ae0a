import type { RouterEvent } from "../../../core/events.ts";
import { type RequestStories, recallStories, tellStories } from "../../../core/reports/request-story.ts";
import type { Recorder } from "../../../engine/recorder.ts";

/** The newest requests, told from what is recorded. */
export class StoryShelf {
	readonly #recorder: Pick<Recorder, "state">;
	#stories: RequestStories = [];

	constructor(recorder: Pick<Recorder, "state" | "subscribe">) {
		this.#recorder = recorder;
		recorder.subscribe((event) => {
			this.#stories = tellStories(this.#stories, event);
		});
	}

	all(): RequestStories {
		return this.#stories;
	}

	forget(): void {
		this.#stories = [];
	}

	/** Adds what the log has of earlier processes. */
	recall(logged: readonly RouterEvent[]): void {
		this.#stories = recallStories(this.#stories, logged, this.#recorder.state().resetAtMs);
	}
}
