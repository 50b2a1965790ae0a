/** Work that a request waits for, such as reading the state of earlier runs. Costs nothing once it is done. */
export class Readiness {
	#work: Promise<void> | undefined;
	#isDone = false;

	/** Begins the work unless it has begun. */
	begin(start: () => Promise<void>): void {
		if (this.#work !== undefined) return;
		const work = start().finally(() => {
			if (this.#work === work) this.#isDone = true;
		});
		this.#work = work;
	}

	/** What is to be waited for; undefined when there is nothing. */
	pending(): Promise<void> | undefined {
		return this.#isDone ? undefined : this.#work;
	}

	/** The work is to be done again before the next request. */
	end(): void {
		this.#work = undefined;
		this.#isDone = false;
	}
}
