import type { MoneySources } from "../../../engine/money/money-control.ts";
import type { OnHeaders } from "../../../engine/quota/header-reader.ts";
import type { QuotaDesk, QuotaDeskInput } from "./quota-desk.ts";

/** The quota desk, loaded when it is first opened, so that pi's start does not wait for it. */
export class LateQuotaDesk implements Omit<QuotaDesk, "open"> {
	readonly #input: QuotaDeskInput;
	#desk: QuotaDesk | undefined;

	constructor(input: QuotaDeskInput) {
		this.#input = input;
	}

	/** Loads and opens it, unless everything is over by then. */
	async open(isWanted: () => boolean): Promise<void> {
		const { createQuotaDesk } = await import("./quota-desk.ts");
		if (!isWanted()) return;
		this.#desk ??= createQuotaDesk(this.#input);
		this.#desk.open();
		this.#desk.wake();
	}

	wake(): void {
		this.#desk?.wake();
	}

	close(): void {
		this.#desk?.close();
	}

	readonly onHeaders: OnHeaders = (candidate, headers) => this.#desk?.onHeaders(candidate, headers);

	readonly sources: MoneySources = {
		refreshQuotas: async () => (await this.#desk?.sources.refreshQuotas()) ?? [],
		refreshBalances: async () => (await this.#desk?.sources.refreshBalances()) ?? [],
	};
}
