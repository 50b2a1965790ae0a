import { readFileSync } from "node:fs";
import ts from "typescript";

/** Where the types of the log's records are declared, and the words that they are made of. */
const SOURCES = [
	"events.ts",
	"decision.ts",
	"failure.ts",
	"model.ts",
	"request.ts",
	"accounting/accounting-events.ts",
	"accounting/budget-period.ts",
	"accounting/standing.ts",
	"classify/tier.ts",
].map((file) => new URL(`../../src/core/${file}`, import.meta.url));

/** A field of a record's data; nested ones are `failure.kind` and `windows[].id`. */
export interface EventField {
	readonly path: string;
	readonly type: string;
	readonly isOptional: boolean;
	/** The docstring; empty where there is none. */
	readonly doc: string;
}

interface Declarations {
	readonly interfaces: Map<string, ts.InterfaceDeclaration>;
	readonly aliases: Map<string, ts.TypeNode>;
	readonly constants: Map<string, readonly string[]>;
}

function literalsOf(initializer: ts.Expression | undefined): readonly string[] {
	if (initializer === undefined) return [];
	const array = ts.isAsExpression(initializer) ? initializer.expression : initializer;
	return ts.isArrayLiteralExpression(array) ? array.elements.filter(ts.isStringLiteral).map(({ text }) => text) : [];
}

function declare(statement: ts.Statement, { interfaces, aliases, constants }: Declarations): void {
	if (ts.isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, statement);
	if (ts.isTypeAliasDeclaration(statement)) aliases.set(statement.name.text, statement.type);
	if (!ts.isVariableStatement(statement)) return;
	for (const { name, initializer } of statement.declarationList.declarations) {
		if (ts.isIdentifier(name)) constants.set(name.text, literalsOf(initializer));
	}
}

function readDeclarations(): Declarations {
	const found: Declarations = { interfaces: new Map(), aliases: new Map(), constants: new Map() };
	for (const source of SOURCES) {
		const text = readFileSync(source, "utf8");
		const file = ts.createSourceFile(source.pathname, text, ts.ScriptTarget.ES2024, true);
		for (const statement of file.statements) declare(statement, found);
	}
	return found;
}

const quoted = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");

/** The members of an interface, those of what it extends first. */
function membersOfInterface(declared: ts.InterfaceDeclaration, found: Declarations): readonly ts.TypeElement[] {
	const parents = declared.heritageClauses?.flatMap(({ types }) => types) ?? [];
	const inherited = parents.flatMap(({ expression }) => {
		const parent = found.interfaces.get(expression.getText());
		return parent ? membersOfInterface(parent, found) : [];
	});
	return [...inherited, ...declared.members];
}

/** The members of an object type; undefined for any other type. */
function membersOf(type: ts.TypeNode, found: Declarations): readonly ts.TypeElement[] | undefined {
	if (ts.isTypeLiteralNode(type)) return type.members;
	const declared = ts.isTypeReferenceNode(type) ? found.interfaces.get(type.typeName.getText()) : undefined;
	return declared && membersOfInterface(declared, found);
}

function itemOf(type: ts.TypeNode): ts.TypeNode | undefined {
	if (ts.isTypeOperatorNode(type)) return itemOf(type.type);
	return ts.isArrayTypeNode(type) ? type.elementType : undefined;
}

/** A simple type in words. */
function wordsOf(type: ts.TypeNode, found: Declarations): string {
	const item = itemOf(type);
	if (item) return `list of ${wordsOf(item, found)}`;
	if (ts.isParenthesizedTypeNode(type)) return wordsOf(type.type, found);
	if (ts.isUnionTypeNode(type)) return type.types.map((one) => wordsOf(one, found)).join(", ");
	if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return quoted([type.literal.text]);
	const text = type.getText();
	const constant = /^\(typeof (\w+)\)\[number\]$/.exec(text)?.[1];
	if (constant !== undefined) return quoted(found.constants.get(constant) ?? []);
	const alias = found.aliases.get(text);
	if (alias) return wordsOf(alias, found);
	const words: Readonly<Record<string, string>> = {
		string: "text",
		number: "number",
		boolean: "true or false",
		"Readonly<Record<string, number>>": "object: word → number",
	};
	const known = words[text];
	if (known === undefined) throw new Error(`No words for the type ${text}`);
	return known;
}

function docOf(member: ts.TypeElement): string {
	const comments = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
	return comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join(" ");
}

function fieldOf(member: ts.TypeElement, prefix: string, found: Declarations): EventField[] {
	if (!ts.isPropertySignature(member) || member.type === undefined) return [];
	const path = `${prefix}${member.name.getText()}`;
	const base = { path, isOptional: member.questionToken !== undefined, doc: docOf(member) };
	const item = itemOf(member.type);
	const inner = fieldsOf(item ?? member.type, `${path}${item ? "[]" : ""}.`, found);
	if (inner.length === 0) return [{ ...base, type: wordsOf(member.type, found) }];
	return [{ ...base, type: item ? "list of objects" : "object" }, ...inner];
}

/** The fields of an object type; none for any other type. */
function fieldsOf(type: ts.TypeNode, prefix: string, found: Declarations): EventField[] {
	return (membersOf(type, found) ?? []).flatMap((member) => fieldOf(member, prefix, found));
}

/** Every type of record with the fields of its data, as declared in src/core. */
export function eventTypes(): ReadonlyMap<string, readonly EventField[]> {
	const found = readDeclarations();
	const table = found.interfaces.get("EventDataByType");
	const entries = (table?.members ?? []).flatMap((member) => {
		if (!ts.isPropertySignature(member) || member.type === undefined || !ts.isStringLiteral(member.name)) return [];
		return [[member.name.text, fieldsOf(member.type, "", found)] as const];
	});
	return new Map(entries);
}
