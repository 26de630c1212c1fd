import { type WordList } from './word-list.js';

const objects = 'me te se lo la le nos os los las les';

/** Prohibited words in the Spanish of Spain and of America; written for this project. Offensive by nature. */
export const spanish: WordList = {
  language: 'es',
  endings: {
    gender: 'o a os as',
    small: 'ito ita itos itas illo illa illos illas',
    big: 'ón ona ones onas azo aza azos azas',
    ar: 'ar a as o amos áis an aba abas aban é aste ó aron ando ado ada ados adas e es en emos ará arán aré ad ara aría',
    gar: 'ar a as o amos áis an aba abas aban aste ó aron ando ado ada ados adas ué ue ues uen uemos ará arán aré',
    er: 'er e es o emos éis en ía ías ían iste ió ieron iendo ido ida idos idas a as an amos iera ieran eré erá erán ería',
    arObjects: withObjects('ar', 'a', 'ando'),
    erObjects: withObjects('er', 'e', 'iendo'),
  },
  words: {
    vulgar: `
mierda mierd -a -as -ón -ero -era -eros -eras -oso -osa -osos -ecilla +small
mierda mrda
mierda mielda
joder jod +er +erObjects -edor -ienda
joder joer
coño coñ -o -os -a -as -azo -azos -ete
carajo caraj -o -os +small
cojones cojon -es -udo -uda -udos -udas -azo -azos -era -eras -udamente
cagar cag +gar +arObjects -ada -adas -ón -ona -ones -arro -alera
cagar encabron +ar +arObjects
hostia-puta hostiaputa
verga!pt verg -a -as -azo -azos -udo
verga berga
verga alaverga
chingar ching +gar +arObjects -adera -aderas -adazo -ón -ona -ones -onas -onería
culo cul -o -os -ito -itos -azo -ero -era -eros -eras -iado -iada -iados -iao -iaos -eado -eada
culo kulo
culo tontoelculo
puñeta puñet -a -as -ero -era
sorete soret -e -es
madre ctm
madre lcdtm
madre ptm
madre alv
madre conch -atumadre -etumadre -esumadre -asumadre -etumare
madre chingatumadre
`,
    insult: `
puta put -a -as -o -os +small +big -ada -adas -eada -eadas -ear -eando -eo -ero -eros -ería -ísimo -ísima
puta megaput -a -o
puta putamadre
hijo-de-puta hijoput -a -as -ada -adas
hijo-de-puta hijaput -a -as
hijo-de-puta hijueput -a -as
hijo-de-puta hijodeput -a -as
hijo-de-puta jueputa
hijo-de-puta joputa
hijo-de-puta hdp
hijo-de-puta hijoperra
cabrón cabr -ón -ona -ones -onas -onazo -oncete -onada -onadas
cabrón cavr -ón -ona -ones
gilipollas gilipoll -as -a -ez -eces -ada -adas
gilipollas gilipoyas
gilipollas jilipollas
pendejo pendej -ada -adas -ez -azo -ete +gender +small
pelotudo pelotud -ez -eces +gender +small
malparido malparid +gender -ez
malnacido malnacid +gender
idiota idiot -a -as -ez +small
imbécil imbécil -es -idad
imbécil imbesil -es
mamón!pt mam -ón -ona -ones -onas -onazo
mamón mamahuev -o -os
mamón mamaguevo
pajero pajer -o -a -os -as
soplapollas soplapollas
soplapollas chupapollas
soplapollas comepollas
soplapollas carapolla
soplapollas careverga
lameculos lameculos
soplagaitas soplagaitas
ramera ramer -a -as
caraculo caraculo
tarado tarad -o -a -os -as
`,
    sexual: `
follar foll +ar +arObjects -ador -adora
polla!pt poll -a -as -azo -azos -ón
mamada!pt mamad -a -as
tetas tet -as -ona -onas
pijazo pij -azo -udo
pichula pichul -a -as
pajearse paje +ar +arObjects
culear cule +ar +arObjects
culear culi +ar
conchuda conchud +gender
`,
    slur: `
maricón maric -a -as -ón -ones -ona -onas -onazo -ueta
sudaca sudac -a -as
subnormal subnormal -es
mongólico!pt mongólic +gender
mongólico mongolit -o -a
bollera boller -a -as
travelo travel -o -os
trolo trol -o -os
negrata negrat -a -as
espalda-mojada espaldamojada
`,
  },
  phrases: {
    vulgar: `
concha de tu|su|la madre|hermana|abuela|lora
concha tu|su madre
hasta los huevos
por culo
`,
    insult: `
eres|sos una perra|zorra
sois|son unas perras|zorras
maldita|pinche|puta|sucia perra|zorra
hijo|hija|hijos|hijas de perra
pinche puto|vieja|wey|guey
cara de culo|verga|mierda|picha
`,
    sexual: `
hacerse|hazte|haciendose|hacerte una paja
chupame|chupamela la|el pija|pinga|polla|pito
`,
    slur: `
puto|pinche|maldito|sucio negro|moro|indio|judío
retrasado|retrasada|retrasados mental|mentales
`,
    threat: `
te|os voy|vamos|van a matar|degollar|apuñalar|violar
te mataré|mato|matamos|degollaré|violaré
ojalá te mueras|maten|mates|violen
deberías|podrías matarte|suicidarte
pégate un tiro
`,
  },
  inside: {
    vulgar: 'mierd cojonud conchatumad conchesum',
    insult: 'hijodeput hijueput gilipoll malparid pelotud',
    slur: 'maricon',
  },
};

/** An infinitive, an order and a gerund with the small words that hang on to them: `joderte`, `jódete`, `jodiéndonos`. */
function withObjects(...endings: string[]): string {
  return endings.flatMap((ending) => objects.split(' ').map((object) => ending + object)).join(' ');
}
