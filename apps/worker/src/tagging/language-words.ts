import { type Language } from './languages.js';

/**
 * The words that hold sentences together, and what people say in a chat, by language. Written for this project; a word of two
 * languages stands in both lists and then counts for less.
 */
export const commonWords: Record<Language, string> = {
  es: `
el la los las un una unos unas lo al del de en con por para sin sobre entre hasta desde hacia según contra durante y e o u ni
pero sino porque aunque cuando donde como mientras pues entonces si sí no qué que quién quien cuál cuánto cuándo dónde cómo
yo tú vos él ella nosotros ustedes vosotros ellos ellas me te se nos os le les mi mis tu tus su sus nuestro nuestra mío tuyo
este esta esto estos estas ese esa eso esos esas aquel aquella aquello muy más menos mucho mucha muchos muchas poco todo toda
todos todas nada nadie algo alguien siempre nunca jamás ya aún todavía también tampoco ahora hoy ayer mañana luego después
antes aquí ahí allí allá acá así bien mal mejor peor solo sólo
soy eres es somos son sos era eran fue fueron ser estoy estás está estamos están estaba estaban estar he has ha hemos han hay
había tengo tienes tiene tenemos tienen tenés tenía tener hago haces hace hacen hacer hizo hecho voy vas va vamos van ir iba
quiero quieres quiere queremos quieren querés puedo puedes puede podemos pueden podés sé sabes sabe saben sabés digo dices dice
dijo dicen creo parece gusta gustó encanta salió quedó llegó necesito debe deben dale mira mirá oye che vale venga
hola buenos buenas días tardes noches gracias adiós chau chao favor perdón jaja jajaja jajajaja gente tío tía wey güey bueno buena
cosa cosas día vez veces años gran otro otra otros otras mismo misma cada casi tan tanto ojalá quizás genial tienen dijiste
reunión semana noche casa trabajo mensaje mensajes sala usted señor mujer hombre
`,
  pt: `
o a os as um uma uns umas ao aos à às do da dos das de no na nos nas em com por pelo pela pelos pelas para pra pro pras pros sem
sobre entre até desde contra e ou nem mas porém porque pois embora quando onde como enquanto então se sim não nao que quê quem
qual quanto eu tu você vocês voce vc vcs ele ela nós eles elas gente me te lhe lhes meu minha meus minhas teu tua seu sua seus
suas nosso nossa este esta isto isso essa esse esses essas aquele aquela aquilo muito muita muitos muitas mais menos pouco tudo
todo toda todos todas nada ninguém algo alguém sempre nunca jamais já ainda também tambem tbm agora hoje ontem amanhã depois antes
aqui ali lá aí cá assim bem mal melhor pior só
sou és é somos são era eram foi foram ser estou está estamos estão estava estavam estar tô tá tava to ta tenho tens tem temos têm
tinha ter faço faz fazem fazer fez feito vou vais vai vamos vão ir ia quero quer queremos querem posso pode podemos podem sei sabe
sabem digo diz disse dizem acho parece gosto gosta gostei adoro adorei saiu ficou chegou preciso deve devem olha ó né aham
oi olá bom boa bons boas dia tarde noite obrigado obrigada valeu tchau desculpa kkk kkkk kkkkk rsrs cara mano galera coisa coisas
vez vezes anos outro outra outros outras mesmo mesma cada quase tão tanto tomara talvez legal demais dele dela deles nele nela
num numa disso nisso deste desta dessa desse fixe malta está-se estás tás contigo comigo foste
reunião semana casa trabalho mensagem mensagens sala senhor mulher homem
`,
  en: `
the a an of to in on at by for with from about into over after before between under without and or but nor so because although
though when where how while then if yes yeah no not what which who whom whose why i you he she it we they me him her us them my
your his its our their mine yours this that these those here there very more most less much many few all any some none nothing
nobody something someone everything everyone always never ever already still also too now today yesterday tomorrow later soon
well good bad better worse best worst only just really quite
am is are was were be been being have has had do does did done doing go goes going went gone get gets got getting make makes made
want wants wanted can could will would shall should may might must know knows knew think thinks thought say says said see saw seen
look looks like likes liked love loves loved need needs let lets im ive dont doesnt didnt cant wont isnt arent wasnt youre thats
its hes shes theyre gonna wanna gotta lol omg btw idk pls please thanks thank hi hey hello bye ok okay guys dude mate
thing things day days time times year years other another same each every almost than such maybe great nice people man woman
meeting week night house work message messages room out up down off back again first last new old out
`,
};

/** What a word looks like that only one of the languages has; each is tried on a word that no list knows. */
export const wordShapes: readonly (readonly [Language, RegExp])[] = [
  ['es', /ñ/],
  ['es', /(?:ción|ciones|sión|dad|dades|illo|illa|ito|ita|aba|aban|iendo|ieron|aron|azo|ísimo|ísima)$/],
  ['es', /ie(?:n|r|s|m)|ue(?:r|s|n|v|b|l)|ió$|^h[au]|^ll|j[oae]/],
  ['pt', /[ãõç]|[êâô]|[nl]h[aeiouáéíóú]/],
  ['pt', /(?:ção|ções|são|dade|inho|inha|agem|avam|ava|ando|eiro|eira|aram|eram|ou|ei|íssimo|íssima|oso|vel)$/],
  ['pt', /ss[aeio]|^x|[aeo]i[xr]|õe|ou[rvcst]|z[ae]r?$/],
  ['en', /w|k|sh|th|ght|ck|oo|ee|'(?:s|t|re|ve|ll|d|m)$/],
  ['en', /(?:ing|ed|ly|tion|ness|ment|ful|ous|y|er|est)$/],
];

/** Signs that stand in texts of one language alone. */
export const tellingSigns: readonly (readonly [Language, RegExp])[] = [
  ['es', /[¿¡]/],
  ['es', /ñ/i],
  ['pt', /[ãõ]/i],
  ['pt', /ç/i],
];
