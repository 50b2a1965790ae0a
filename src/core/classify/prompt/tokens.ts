/** Scripts that put no blanks between words, and are read by pairs of characters instead. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]/u;
/**
 * A run of an unspaced script, a language whose name has signs, a word with an English ending behind its apostrophe, or
 * a mark that tells something.
 */
const TOKEN =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]+|\b[cf](?:\+\+|#)|[\p{L}\p{M}\p{N}_]+(?:'(?:t|s|re|ll|ve|d|m)(?![\p{L}]))?|[?!？！:：]/gu;

/** Longest token that is kept whole; longer ones are no words. */
const MAX_TOKEN_CHARS = 40;

/** Whether a token is of a script without blanks. */
export function isUnspaced(token: string): boolean {
	return UNSPACED.test(token);
}

/** The words and telling marks of a text in lower case, in order. Linear in its length. */
export function tokensOf(text: string): readonly string[] {
	return (text.match(TOKEN) ?? []).map((token) => (isUnspaced(token) ? token : token.slice(0, MAX_TOKEN_CHARS)));
}
