/** A request as a service's checks see it. */
export interface Asked {
	readonly model: string;
	readonly body: Fields;
}

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** One thing a service insists on before it does anything. */
export interface Rule {
	readonly name: string;
	/** What the service says when it is broken; undefined when it holds. */
	readonly problem: (asked: Asked) => string | undefined;
	/** Where that was published. */
	readonly source: string;
}

/** What is wrong with a request by the first rule that it breaks; undefined when nothing is. */
export function firstProblem(rules: readonly Rule[], asked: Asked): { rule: string; message: string } | undefined {
	for (const { name, problem } of rules) {
		const message = problem(asked);
		if (message !== undefined) return { rule: name, message };
	}
	return undefined;
}

/** An object as it is; anything else as one without fields. */
export function fieldsOf(value: unknown): Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects of a list; none for anything else. */
export function listOf(value: unknown): readonly Fields[] {
	return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** A text as it is; anything else as an empty one. */
export function textOf(value: unknown): string {
	return typeof value === "string" ? value : "";
}

/** What a check says of the first element that it objects to. */
export function firstOf<T>(list: readonly T[], problem: (element: T, index: number) => string | undefined) {
	for (const [index, element] of list.entries()) {
		const message = problem(element, index);
		if (message !== undefined) return message;
	}
	return undefined;
}

/** The first value that stands in a list a second time. */
export function repeated(values: readonly string[]): string | undefined {
	return values.find((value, index) => values.indexOf(value) !== index);
}
