/** How a prompt stands to the turn before. */
export interface Continuation {
	readonly isFollowUp: boolean;
	readonly isRepair: boolean;
	/** It says to go on and nothing else, such as "yes" or "ok, continue". */
	readonly isBare: boolean;
}

/** Longer prompts say themselves what they want. */
const MAX_FOLLOW_UP_CHARS = 240;
const MAX_REPAIR_CHARS = 600;
/** So few words hardly ever begin something new in the middle of a conversation. */
const FEW_WORDS = 3;

/** Words that only go on, by language. Each with an example. */
const GOES_ON: readonly RegExp[] = [
	// "continue", "go on", "yes do it", "ok, and now the docs"
	/^(?:continue|go on|go ahead|carry on|keep going|proceed|resume|next|yes|yep|yeah|yup|ok|okay|k|sure|fine|right|good|great|perfect|nice|cool|lgtm|sounds good|looks good|do it|do that|do so|please do|no,? (?:just|only|but|use|keep|the)|and|also|now|then|instead|plus|but|so|same|likewise|ditto|what about|how about|what if|why|how so|option|the (?:first|second|third|last|other|former|latter)|both|all of them|either|try|use|make it|let'?s|again|more|another|one more|a bit|finally|actually|wait|hmm|alternatively|similarly|besides|otherwise|anything else|go with|apply|keep|leave)(?![\p{L}\p{N}])/iu,
	// "mach weiter", "ja, und jetzt die Tests"
	/^(?:weiter|mach weiter|ja|jo|genau|gut|passt|okay|und|auch|jetzt|dann|noch|außerdem|stattdessen|nimm|das gleiche|bitte)(?![\p{L}\p{N}])/iu,
	// "continue", "oui, vas-y"; "sí, sigue"; "sim, continua"; "sì, vai avanti"
	/^(?:oui|vas-y|continue[zr]?|et|aussi|maintenant|ensuite|plutôt|d'accord|sí|sigue|continúa|adelante|vale|y|también|ahora|luego|sim|continua|segue|e|também|agora|depois|sì|vai|anche|adesso|poi|va bene|ja|ga door|en|ook|nu|tak|dalej|teraz|evet|devam)(?![\p{L}\p{N}])/iu,
	// "да, продолжай"; "继续"; "続けて"
	/^(?:да|давай|продолжай|дальше|ещё|еще|и|также|теперь|потом|хорошо|ладно)(?![\p{L}\p{N}])/iu,
	/^(?:继续|好的?|对|是的|然后|现在|也|再|続けて|はい|次|あと|それと|계속|네|그리고|이제)/u,
];

/** Words that say that the turn before went wrong, by language. */
const REPAIRS: readonly RegExp[] = [
	// "that did not work", "still fails", "same error again"
	/(?:\b(?:did|does|do|is|was|has|have|are|were|would|could)(?:n['’]?t| not)\b.{0,30}\b(?:work|help|fix|solve|change|what i|right|correct|compile|build|run|pass|start|show|done)|\bnot work(?:ing)?\b|\bstill\b.{0,40}\b(?:fail|broken|error|wrong|same|not|crash|red|there|happen|see|get|throw|doesn|isn|slow|hang|flak)|\bsame (?:error|issue|problem|result|thing)\b|\bno (?:change|luck|difference|effect)\b|\bnow (?:it|the \w+) (?:fails|breaks|crashes|throws|is broken|hangs)\b)/iu,
	// "undo that", "wrong file", "that's not what I meant", "you broke the build"
	/(?:^(?:undo|revert|roll ?back|no+\b[,.!]|nope|wrong|stop|nah)|\b(?:undo|revert|roll back|put back|restore) (?:that|this|it|your|the last|those|these)|\bthat['’]?s (?:wrong|not|incorrect|broken)\b|\bthat is (?:wrong|not)\b|\bwrong (?:file|one|place|function|line|branch|way|answer|approach|folder|version)\b|\bnot what i\b|\byou (?:broke|forgot|missed|removed|deleted|misunderstood|ignored|skipped|changed the wrong)\b|\btry again\b|\bit (?:broke|fails|failed|crashes|errors)\b)/iu,
	/(?:funktioniert (?:immer noch )?nicht|geht (?:immer noch )?nicht|klappt nicht|immer noch|falsche? datei|mach das rückgängig|das stimmt nicht|das ist falsch|ne marche (?:toujours )?pas|toujours (?:la même|pas)|annule|c'est faux|mauvais fichier|no funciona|sigue (?:fallando|igual|sin)|deshaz|está mal|eso no|não funciona|ainda (?:falha|não)|desfaz|errado|non funziona|ancora (?:non|lo stesso)|annulla|sbagliat)/iu,
	/(?:не работает|всё ещё|все еще|не помогло|отмени|откати|неправильно|не то\b|还是不行|不对|没用|撤销|错了|還是|動かない|まだ.{0,10}(?:エラー|失敗)|違う|元に戻して|안 돼|여전히|틀렸)/iu,
];

/** Says of itself that it is about something else, or about nothing. */
const SMALL_TALK =
	/^(?:hi|hello|hey|hiya|yo|thanks?|thank you|thx|ty|cheers|bye|goodbye|good (?:morning|evening|night)|welcome back|hallo|danke|servus|moin|tschüss|bonjour|salut|merci|hola|gracias|adiós|olá|oi|obrigad[oa]|ciao|grazie|привет|спасибо|пока|你好|谢谢|こんにちは|ありがとう|안녕|감사)(?:[\s,!.…]+(?:there|you|all|again|so much|a lot|very much|everyone|claude|dir|vielmals|beaucoup|muchas))*[\s!.…?]*$/iu;

const POLITE = /^(?:please|pls|thanks|thank you|bitte|danke|merci|por favor|gracias)(?![\p{L}\p{N}])/iu;

/** How often a prompt may say to go on before it must say something else: "ok great, continue please". */
const MAX_BARE_STEPS = 4;

/** Whether nothing is left of a text when everything that only goes on is taken from its front. */
function isBare(text: string): boolean {
	let left = text;
	for (let i = 0; i < MAX_BARE_STEPS && /[\p{L}\p{N}]/u.test(left); i++) {
		const begins = left.replace(/^[^\p{L}\p{N}]+/u, "");
		const pattern = [POLITE, ...GOES_ON].find((one) => one.test(begins));
		if (!pattern) return false;
		left = begins.replace(pattern, "");
	}
	return !/[\p{L}\p{N}]/u.test(left);
}

const wordCount = (text: string): number => text.split(/\s+/).length;

/** Whether a prompt goes on with the turn before or says that it went wrong. Only asked where there was a turn before. */
export function continuationOf(prompt: string): Continuation {
	const text = prompt.trim();
	if (text === "" || SMALL_TALK.test(text)) return { isFollowUp: false, isRepair: false, isBare: false };
	const isRepair = text.length <= MAX_REPAIR_CHARS && REPAIRS.some((pattern) => pattern.test(text));
	const goesOn = text.length <= MAX_FOLLOW_UP_CHARS && GOES_ON.some((pattern) => pattern.test(text));
	const isFollowUp = isRepair || goesOn || wordCount(text) <= FEW_WORDS;
	return { isFollowUp, isRepair, isBare: goesOn && !isRepair && isBare(text) };
}
