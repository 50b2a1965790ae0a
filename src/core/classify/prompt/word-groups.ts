/**
 * Words that say the same to the classifier, so that one seen while training speaks for all of its group, in languages
 * that the training prompts hardly have as well. `*` at the end stands for any ending; scripts without blanks match
 * anywhere. What a group tells, the training finds out; a group is not tied to an intent.
 */
const GROUPS: Readonly<Record<string, string>> = {
	language: `python javascript typescript java kotlin swift rust golang ruby php perl scala haskell elixir erlang clojure
		lua dart cobol fortran matlab julia groovy ocaml zig solidity bash zsh powershell sql html css scss sass graphql c++
		cpp csharp js ts tsx jsx py vba regex yaml json xml toml csv wasm webassembly assembly`,
	framework: `react vue angular svelte nextjs nuxt django flask fastapi rails laravel spring express nestjs numpy pandas
		pytorch tensorflow sklearn scikit keras tailwind bootstrap jquery redux zustand prisma sqlalchemy hibernate mongoose
		node nodejs deno bun vite webpack rollup esbuild babel electron flutter qt unity unreal pygame tkinter sqlite
		postgres postgresql mysql mongodb mongo redis kafka rabbitmq elasticsearch firebase supabase graphql grpc websocket
		websockets oauth jwt orm npm yarn pnpm pip poetry cargo gradle maven composer cmake makefile eslint prettier biome
		dotnet asp .net symfony drupal wordpress phoenix actix tokio axum gin echo hono remix astro gatsby three.js d3
		matplotlib seaborn scipy opencv langchain huggingface spark hadoop airflow dbt snowflake stripe`,
	thing: `function functions method methods class classes variable variables parameter parameters argument arguments
		module modules package packages library libraries dependency dependencies import imports export exports api apis
		endpoint endpoints backend frontend database schema query queries array arrays loop loops struct interface enum
		pointer callback promise async await thread threads mutex closure decorator middleware component components hook
		hooks props state store controller handler router route routes parser compiler lexer algorithm algorithms recursion
		recursive boolean integer string strings byte bytes buffer stack heap queue hashmap dict tuple config configuration
		flag flags cli argv stdin stdout stderr script scripts codebase code repo repository file files folder directory
		branch readme changelog docstring docstrings comment comments type types typing generic generics constructor
		getter setter inheritance subclass singleton iterator generator lambda regexp widget button modal dropdown sidebar
		navbar login logout auth authentication authorization session cookie cookies cache caching token tokens webhook
		payload json serializer migration migrations timeout retry logger logging todo todos fixme lint linter warning
		warnings dataframe column columns row rows index timestamp uuid hash url urls header headers server client socket
		funktion* methode* klasse* datei* ordner* variable* datenbank* schnittstelle* quelltext* skript* fonction* méthode*
		fichier* dossier* classe* variable* función funciones método* archivo* fichero* clase* carpeta* código codigo
		função funções arquivo* pasta funzione funzioni metodo* cartella codice функци* метод* класс* файл* папк* переменн*
		скрипт* код кода коде кодом модул* 函数 方法 类 变量 文件 代码 接口 数据库 组件 模块 脚本 関数 メソッド クラス 変数
		ファイル コード データベース コンポーネント スクリプト`,
	operate: `docker dockerfile container containers containerize kubernetes k8s kubectl helm pod pods namespace terraform
		ansible pulumi jenkins ci cd pipeline pipelines workflow workflows deploy deploys deployed deploying deployment
		deployments rollout rollback release releases publish publishing staging production prod nginx apache aws gcp azure
		ec2 s3 lambda cloudflare vercel netlify heroku prometheus grafana datadog systemd cron ssh ssl tls dns vm vps
		ingress cluster monitoring provision infra infrastructure devops sre bump renovate dependabot actions runner
		autoscaling uptime latency artifact artifacts registry daemon ubuntu debian linux changelog version tag
		bereitstell* ausroll* veröffentlich* déployer déploie déploiement* despliega desplegar despliegue* implanta*
		distribuir rilasci* деплой* задеплой* разверн* выкат* релиз* 部署 发布 上线 容器 流水线 デプロイ リリース コンテナ`,
	git: `git commit commits committed committing push pushed pull merge merged rebase rebased squash stash cherry-pick
		checkout branch branches pr prs mr amend fork upstream origin main master tag tags lgtm diff diffs conflict conflicts
		committe* pushe* einchecken commite* fusionn* fusiona* коммит* закоммит* запуш* смерж* ветк* 提交 推送 合并 分支
		コミット プッシュ マージ ブランチ`,
	broken: `bug bugs buggy fix fixes fixed fixing debug debugging crash crashes crashed crashing error errors exception
		exceptions fail fails failed failing failure failures broken breaks break broke wrong issue issues problem problems
		traceback stacktrace segfault leak leaks deadlock race hang hangs freeze freezes stuck undefined null nullpointer nan
		typeerror valueerror keyerror importerror unexpected incorrectly missing flaky regression troubleshoot diagnose cause
		doesn't isn't won't can't not nothing blank empty avoid prevent handle
		fehler* behebe* beheb* repariere* kaputt abst* absturz* stürzt corrige* corrig* erreur* bogue* plante réparer répare
		fallo falla error* arregla* roto arreglar conserta* quebrad* erro erros falha* correggi* sistema errore errori rotto
		исправ* почин* ошибк* баг* слома* падает вылет* 修复 错误 报错 崩溃 异常 失败 调试 修正 バグ エラー 直して 落ちる
		失敗 クラッシュ`,
	test: `test tests testing tested unittest unittests pytest jest vitest mocha junit rspec playwright cypress selenium
		coverage mock mocks mocking stub stubs spec specs fixture fixtures snapshot snapshots e2e assertion assertions assert
		tdd testcase testcases flaky testsuite teste* testet testfälle probar prueba pruebas testa testes тест* 测试 单元测试
		用例 テスト`,
	reshape: `refactor refactors refactoring refactored rename renames renamed extract inline simplify clean cleanup tidy
		dedupe deduplicate duplication duplicate restructure reorganize split move decouple readability readable maintainable
		modernize convert migrate rewrite reuse dry solid unused dead remove consolidate merge unify replace optimize
		performance complexity nested hoist drop
		aufräum* umbenenn* benenne vereinfach* auslager* ausein* refakt* refactoris* refactoriz* renomm* simplif* nettoy*
		refactoriza* renombra* limpia* refatora* renomei* limpe* rifattorizza* rinomin* semplific* рефактор* отрефактор*
		переимен* упрост* вынес* 重构 重命名 简化 提取 リファクタ リネーム 整理`,
	review: `review reviews reviewed reviewing reviewer audit audits inspect critique feedback vulnerabilities
		vulnerability security insecure concerns quality smells assess approve lgtm scan check pitfalls
		überprüf* prüfe begutacht* durchsicht relecture relis revue vérifie revisa revisar revisión auditoría revise revisão
		rivedi revisione controlla ревью проверь* отревьюй* 审查 评审 审核 レビュー 監査`,
	build: `implement implements implementing add adds adding create build builds make write generate develop scaffold
		support supports supporting feature features integrate introduce allow enable expose extend setup program
		implementiere* erstell* baue bau schreib* hinzufügen füge ergänze ajoute* ajouter crée créer implémente* écris
		génère añade agrega crea crear implementa* genera escribe adicione adiciona crie criar gere escreva aggiungi scrivi
		добав* созда* реализу* напиш* сдела* 实现 添加 增加 编写 创建 新增 写一个 実装 追加 作って 書いて 作成`,
	form: `poem poems poetry haiku sonnet limerick ballad verse rhyme rhymes story stories tale fairy novel novella chapter
		prologue epilogue fiction plot screenplay monologue soliloquy dialogue scene lyrics song songs rap essay blog
		speech toast slogan slogans tagline taglines jingle letter letters email caption captions joke jokes riddle
		scriptwriter memoir diary narrative fanfic fable myth legend parody satire advertisement advert headline headlines
		newsletter invitation vows eulogy biography bio pitch brochure tweet
		gedicht* geschichte* märchen lied liedtext brief rede erzähl* witz kurzgeschichte* roman poème* histoire* conte chanson
		lettre discours nouvelle blague poema* cuento* historia canción carta relato chiste conto canção piada poesia
		racconto canzone lettera storia filastrocca barzelletta стих* стихотвор* рассказ* сказк* песн* письмо поэм* 诗 故事
		小说 歌词 歌 散文 童话 剧本 情书 俳句 詩 物語 小説 歌詞 手紙 童話`,
	imagine: `imagine pretend roleplay role-play character characters protagonist villain hero heroine dragon dragons wizard
		knight detective pirate princess kingdom fantasy sci-fi magical enchanted invent creative whimsical evocative vivid
		funny humorous witty romantic melancholic tone voice persona rewrite polish craft compose draft brainstorm names
		love moonlight autumn winter spring ocean stars heart once
		stell kreativ* reim* imagine-toi invente invent* imagina* inventa* fantas* придумай* сочини* представь 想象 创作 扮演
		想像 創作`,
	analyse: `compare comparison contrast analyze analyse analysis evaluate assess tradeoffs trade-offs pros cons versus vs
		summarize summarise summary tldr synthesize implications causes effects impact argue argument critique interpret
		strengths weaknesses advantages disadvantages framework frameworks evidence research rationale recommend assess
		hypothesis theory theories ethical ethics economic political historical significance extract identify classify
		categorize key points findings trends statistics correlation forecast risks legal clinical policy strategy prove
		derive justify underlying perspective perspectives
		vergleich* analysier* bewert* zusammenfass* fasse vor- nachteile compar* analys* résum* évalu* analiz* resum*
		evalu* avalia* riassum* confront* valuta* analizz* сравни* анализ* проанализ* оцени* резюм* 分析 比较 总结 评估 对比
		概括 比較 要約 評価`,
	document: `article articles passage text texts paragraph report document documents transcript paper study essay
		paragraphs abstract data table survey reviews contract clause author author's
		artikel* absatz bericht* vertrag texte rapport artículo* texto* informe artigo* relatório* articolo testo relazione
		стать* текст* отчёт* отчет* 文章 报告 文本 論文 記事 報告`,
	everyday: `weather rain temperature recipe recipes cook cooking dinner lunch breakfast restaurant restaurants reservation
		flight flights hotel hotels trip travel vacation luggage airport train ticket tickets bank account balance card
		credit payment bill bills transfer insurance car tires oil gas traffic directions alarm reminder remind timer
		calendar meeting appointment shopping groceries grocery song music play movie movies tv news sports game team
		birthday gift gifts dog dogs cat cats pet plant plants garden house home room kitchen bedroom clean laundry doctor
		headache sleep diet calories exercise workout health vitamins baby kids school teacher phone coffee tea pizza chicken
		rice pasta chocolate wine beer salt money salary rent tax taxes job interview boss friend mom dad wife husband
		wetter regnet rezept* kochen abendessen urlaub reise flug zug bahn arzt geschenk* météo recette* voyage vol vacances
		dîner cadeau* tiempo lluvia receta* viaje vuelo cena regalo* hotel* clima chuva receita* viagem voo jantar presente*
		meteo ricetta* viaggio volo regalo погод* рецепт* путешеств* рейс* подар* отпуск* 天气 菜谱 旅行 航班 餐厅 做饭
		礼物 天気 レシピ 旅行 料理`,
	fact: `capital country countries president population history who when where year tallest largest biggest distance
		planet planets moon sun earth mars ocean river mountain animal animals human humans invented born died meaning mean
		means define definition spelling spell translate translation synonym pronounce word language facts fact trivia
		convert miles kilometers celsius fahrenheit pounds hauptstadt bedeutet übersetz* capitale président signifie
		traduis capital* significa traduce traduz presidente capitale traduci столиц* значит перевед* президент* 首都 翻译
		意思 总统 首都 翻訳 意味`,
	greeting: `hi hello hey hiya howdy greetings morning afternoon evening night thanks thank thx cheers bye goodbye welcome
		please sorry congratulations hallo moin servus danke guten tschüss bonjour salut merci bonsoir hola gracias buenos
		buenas adiós olá oi obrigado obrigada tchau ciao grazie buongiorno buonasera привет здравствуй* спасибо пока 你好
		谢谢 您好 再见 こんにちは ありがとう おはよう`,
	assistant: `you your you're yourself are name human robot bot chatbot ai chatgpt claude gpt real alive feelings feel
		created made old favorite favourite like think wer bist heißt toi tu es eres tú você ты тебя зовут 你是 你叫 あなた`,
};

interface Index {
	readonly byWord: ReadonlyMap<string, readonly string[]>;
	readonly byStem: ReadonlyMap<string, readonly string[]>;
}

function buildIndex(): Index {
	const byWord = new Map<string, string[]>();
	const byStem = new Map<string, string[]>();
	for (const [group, words] of Object.entries(GROUPS)) {
		for (const word of words.split(/\s+/)) {
			const isStem = word.endsWith("*");
			const index = isStem ? byStem : byWord;
			const key = isStem ? word.slice(0, -1) : word;
			index.set(key, [...(index.get(key) ?? []), group]);
		}
	}
	return { byWord, byStem };
}

let index: Index | undefined;

/** Made when it is first needed: loading the file must cost nothing. */
function wordIndex(): Index {
	index ??= buildIndex();
	return index;
}

const MIN_STEM_CHARS = 3;
const MAX_STEM_CHARS = 12;
/** Longest word of a script without blanks in the groups. */
const MAX_UNSPACED_CHARS = 6;
const NONE: readonly string[] = [];

/** The groups that a word in lower case belongs to. */
export function groupsOfWord(word: string): readonly string[] {
	const { byWord, byStem } = wordIndex();
	const exact = byWord.get(word);
	if (exact) return exact;
	for (let end = Math.min(word.length, MAX_STEM_CHARS); end >= MIN_STEM_CHARS; end--) {
		const groups = byStem.get(word.slice(0, end));
		if (groups) return groups;
	}
	return NONE;
}

/** The groups of all words in a run of a script without blanks. */
export function groupsOfRun(run: string): readonly string[] {
	const { byWord } = wordIndex();
	const found: string[] = [];
	for (let start = 0; start < run.length; start++) {
		for (let chars = 1; chars <= MAX_UNSPACED_CHARS && start + chars <= run.length; chars++) {
			found.push(...(byWord.get(run.slice(start, start + chars)) ?? NONE));
		}
	}
	return found;
}
