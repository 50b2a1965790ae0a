/** What a sentence says of its subject, for a line that begins with that subject: "a is busy" becomes "busy". */
export function withoutSubject(sentence: string, subject: string): string {
	const beginning = `${subject} is `;
	return sentence.startsWith(beginning) ? sentence.slice(beginning.length) : sentence;
}
