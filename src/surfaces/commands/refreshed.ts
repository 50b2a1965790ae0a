import type { RefreshReport } from "../../core/reports/quota-report.ts";
import { type Line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";

const KINDS: Readonly<Record<RefreshReport["kind"], string>> = {
	read: "read",
	failed: "could not be read",
	waiting: "was not asked",
};

/** What came of asking vendors, one line for each that did not answer. */
export function refreshLines(reports: readonly RefreshReport[], width: number): Line[] {
	if (reports.length === 0) return paragraph(styled("dim", "There is nobody who could be asked."), { width });
	const read = reports.filter(({ kind }) => kind === "read").map(({ account }) => account);
	const others = reports.filter(({ kind }) => kind !== "read");
	return [
		...(read.length === 0 ? [] : paragraph(styled("success", `Read now: ${read.join(", ")}`), { width })),
		...others.flatMap(({ account, kind, message }) => {
			const text = `${account} ${KINDS[kind]}${message === undefined ? "" : `: ${message}`}`;
			return paragraph(styled(kind === "failed" ? "warning" : "dim", text), { width, bullet: "⚠ " });
		}),
	];
}
