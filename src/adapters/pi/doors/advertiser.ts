import type { ExtensionAPI, ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { ConfigHolder } from "../../../engine/config-holder.ts";
import type { TakeSnapshot } from "../../../engine/snapshots.ts";
import type { PiModelGateway } from "../call/model-gateway.ts";
import type { StreamSimple } from "../call/provider.ts";
import { isStale } from "../session/stale.ts";
import { advertise } from "./advertised.ts";
import type { Door } from "./door.ts";
import { createPlainProviderDoor } from "./plain-provider.ts";
import type { RequestReasons } from "./request-reasons.ts";
import { createVirtualModelDoor, hasVirtualModels } from "./virtual-models.ts";

export interface AdvertiserInput {
	readonly pi: ExtensionAPI;
	readonly streamSimple: StreamSimple;
	readonly onReason: RequestReasons["remember"];
	readonly registry: () => ModelRegistry | undefined;
	readonly config: Pick<ConfigHolder, "state">;
	readonly gateway: PiModelGateway;
	readonly takeSnapshot: TakeSnapshot;
	/** pi says that our session is gone. */
	readonly onStale: () => void;
}

/** Shows the routes in pi, through the door that this pi has. */
export class Advertiser {
	readonly #input: AdvertiserInput;
	readonly #door: Door;
	#isRegistered = false;

	constructor(input: AdvertiserInput) {
		this.#input = input;
		const { pi, streamSimple, registry, onReason } = input;
		this.#door = hasVirtualModels(pi)
			? createVirtualModelDoor({ pi, streamSimple, registry, onReason })
			: createPlainProviderDoor(pi, streamSimple);
	}

	/** True while requests go to another extension of this name: then nothing is routed, shown or written here. */
	isTaken(): boolean {
		const registry = this.#input.registry();
		return registry !== undefined && this.#door.isTaken(registry);
	}

	/** Shows the routes with the limits of now; does nothing when they are the same. */
	show(): void {
		const { config, gateway, takeSnapshot, registry } = this.#input;
		if ((this.#isRegistered && !registry()) || this.isTaken()) return;
		this.#isRegistered = true;
		const routes = [...config.state().config.routes.values()];
		const advertised = routes.map((route) => advertise(route, gateway, takeSnapshot(route)));
		this.#withPi(() => this.#door.open(advertised));
	}

	/** Registers again, after another router of this process has ended. */
	takeOver(): void {
		if (!this.isTaken()) this.#withPi(() => this.#door.reopen());
	}

	/** Calls pi outside of its own calls. */
	#withPi(call: () => void): void {
		try {
			call();
		} catch (error) {
			if (!isStale(error)) throw error;
			this.#input.onStale();
		}
	}
}
