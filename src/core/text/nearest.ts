/** Longer names are not compared: nobody mistypes them, and the work grows with the product of the lengths. */
const MAX_LENGTH = 100;

/**
 * How many single edits (insert, delete, replace, swap of two neighbours) lead from one text to the other.
 * Case counts; each pair of characters is swapped at most once.
 */
export function editDistance(left: string, right: string): number {
	const width = right.length + 1;
	const cells = new Uint16Array((left.length + 1) * width);
	const cell = (row: number, column: number) => cells[row * width + column] as number;
	for (let row = 0; row <= left.length; row++) cells[row * width] = row;
	for (let column = 0; column < width; column++) cells[column] = column;
	for (let row = 1; row <= left.length; row++) {
		for (let column = 1; column < width; column++) {
			const replaced = cell(row - 1, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
			const isSwap = row > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
			const swapped = isSwap ? cell(row - 2, column - 2) + 1 : replaced;
			cells[row * width + column] = Math.min(cell(row - 1, column) + 1, cell(row, column - 1) + 1, replaced, swapped);
		}
	}
	return cell(left.length, right.length);
}

/** Half a step for a name that only differs in case or is part of the other: likelier than any typo but the smallest. */
const PART_SCORE = 1.5;

function score(name: string, candidate: string): number {
	const distance = editDistance(name, candidate);
	const shorter = name.length < candidate.length ? name : candidate;
	const isPart = shorter.length > 2 && (candidate.includes(name) || name.includes(candidate));
	return isPart ? Math.min(distance, PART_SCORE) : distance;
}

/**
 * The known names that a mistyped one most likely means, best first, at most `limit`; empty when none is close. Case does
 * not matter. For commands, keys, providers and model ids.
 */
export function nearestNames(name: string, known: Iterable<string>, limit = 3): string[] {
	if (name.length > MAX_LENGTH) return [];
	const wanted = name.toLowerCase();
	const allowed = Math.max(1, Math.floor(wanted.length / 3));
	const scored: { candidate: string; score: number; extra: number }[] = [];
	for (const candidate of known) {
		if (candidate.length > MAX_LENGTH) continue;
		const points = score(wanted, candidate.toLowerCase());
		if (points <= allowed || points === PART_SCORE)
			scored.push({ candidate, score: points, extra: Math.abs(candidate.length - name.length) });
	}
	scored.sort((a, b) => a.score - b.score || a.extra - b.extra);
	return scored.slice(0, limit).map((entry) => entry.candidate);
}
