import type { Random } from '../clients/random.js';

const LISTS = [
  'que de no a la el es y en lo un por qué me una te los se con para mi está si bien pero yo eso las sí su tu aquí del al como le más esto ya todo esta vamos muy hay ahora algo estoy tengo nos tú nada cuando ha este sé estás así puedo cómo quiero sólo soy tiene gracias o él bueno fue ser hacer son todos era eres vez tienes creo ella he ese voy puede sabes hola reunión mañana trabajo gato gatos canción canciones días servidor mensaje mensajes proyecto gente tiempo casa problema pregunta ventana noche',
  'não o que é eu a e de um você se para os da com uma está isso na mais em aqui bem sim do por ele só mas me no meu estou como foi vou então isto nós tem ela muito ser nada acho agora sei eles tudo sua ao vamos seu os ter são fazer minha assim quando sem sabe pode mesmo até obrigado alguma quem reunião amanhã mensagem mensagens ação opinião opiniões coração trabalho animal animais servidor coisa tempo pessoas problema pergunta noite janela',
  'you i the to a it that and of what in me is we this he on my for your no have do be are with all was know not her just they get like his can there right will up out about here so one want oh go now come well if going think good him how see got back let look say why who take tell could really time something where them would when because some way meeting tomorrow message messages server running run cats house city cities project people problem question window night release network',
  'der die und das ist ich nicht du es in zu sie wir ein mit den auf was für von so wie ja aber an hier sind haben mir dich kann hat noch nur als morgen Besprechung Straße über Schlüssel Nachricht Nachrichten Projekt Leute Zeit Fenster Nacht Problem Frage schön größer Müller le les des une pour dans qui sur pas plus cœur été déjà réunion demain leçon français garçon château',
].map((list) => list.split(' '));

const JAPANESE =
  '今日は 明日の 会議は 東京に 行きました とても 楽しかった ありがとう ございます 私の 猫が 好きです 何時 ですか 大丈夫 問題が あります 写真を 送って ください 電車が 遅れて います'.split(
    ' ',
  );
const CHINESE =
  '我们 明天 开会 讨论 项目 今天 天气 很好 谢谢 大家 服务器 有问题 请 发送 消息 北京 上海 工作 时间'.split(' ');
const SYLLABLES =
  'ba be bi ca co cu da de fi fo ga gue ja jo ka la le lin lo ma men mi mo na ne no pa per po qui ra re ri ro sa ser si so ta ter ti to tra tu va ven vi xo za'.split(
    ' ',
  );
const EMOJI = ['👍', '🎉', '😂', '❤️', '👋🏽'];

/** Share of the texts that greet: a word that is nearly everywhere. */
const GREETING_SHARE = 0.1;
/** Words that stand in one of so many texts. */
const RARE_EVERY = 20_000;

/** Smaller numbers far more often than larger ones, as words and rooms are used. */
export function skewed(random: Random, count: number): number {
  return Math.min(count - 1, Math.floor(count * random.next() ** 3));
}

/** A text as people write in a chat: 3 to 25 words of one language, with names nobody can list, now and then an emoji. */
export function makeText(random: Random, index: number): string {
  const kind = random.next();
  if (kind < 0.06) return run(random, JAPANESE);
  if (kind < 0.1) return run(random, CHINESE);
  const list = LISTS[skewed(random, LISTS.length)] ?? [];
  const words = Array.from({ length: 3 + skewed(random, 23) }, () =>
    random.next() < 0.12 ? madeUp(random) : (list[skewed(random, list.length)] ?? ''),
  );
  if (random.next() < GREETING_SHARE) words.unshift('Hola');
  if (index % RARE_EVERY === 7) words.push('xilófono');
  if (random.next() < 0.05) words.push(EMOJI[skewed(random, EMOJI.length)] ?? '');
  return words.join(' ');
}

function run(random: Random, words: readonly string[]): string {
  return Array.from({ length: 3 + skewed(random, 8) }, () => words[skewed(random, words.length)] ?? '').join('');
}

/** One of some 100,000 words: names, places, typing errors. */
function madeUp(random: Random): string {
  return Array.from(
    { length: 2 + skewed(random, 3) },
    () => SYLLABLES[Math.floor(random.next() * SYLLABLES.length)] ?? '',
  ).join('');
}
