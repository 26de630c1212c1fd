import { type WordList } from './word-list.js';

/** Prohibited words in the Portuguese of Brazil and of Portugal; written for this project. Offensive by nature. */
export const portuguese: WordList = {
  language: 'pt',
  endings: {
    gender: 'o a os as',
    small: 'inho inha inhos inhas',
    ar: 'ar a as o amos am ei ou aram ava avas avam ando ado ada ados adas e es em asse arem aria',
    gar: 'ar a as o amos am uei ou aram ava avam ando ado ada ados adas ue ues uem aria',
    er: 'er e es o emos em i eu eram ia ias iam endo ido ida idos idas a as am amos esse eria erem',
  },
  words: {
    vulgar: `
merda merd -a -as -inha -ão -oso -osa -aço
caralho caralh -o -os -ão -ões -ada -inho -udo
caralho caralio
caralho caraio
caralho carai
caralho krlh -o
caralho krl
caralho crl
caralho crlh -o
caralho kct
porra!es porr -a -ada -inha
porra!es,en poha
foder fod +er -ão -ona -ástico -ástica -edor -elança
foder fod -ase -asse -eroso -erosa
foder fud -er -eu -ido -ida -idos -endo
bosta!es bost -a -as -inha -ão
cagar cag +gar -ão -ona -ões -alhão
pqp
pqp putaqueopariu
pqp putaquepariu
vsf
vsf vsfd
vsf vtnc
vsf vtmnc
vsf tnc
vsf tmnc
cu=pt
punheta punhet -a -as -eiro -eiros
colhões colhões
esporra esporr -ar -a -ada -ou
`,
    insult: `
puta put -a -as -o -os -inha -inhas -ona -ão -aria -arias -edo -eiro -eiros
filho-da-puta fdp
filho-da-puta fdps
filho-da-puta filhadaputa
filho-da-puta filhodaputa
arrombado arrombad +gender
babaca babac -a -as -ão -ões -ice
otário otári -o -a -os -as -ão
imbecil imbeci -l -s -lidade
idiota idiot -a -as -ice
cabrão cabr -ão -ões -ona -onas
cuzão cuz -ão -ões -ona -onas
escroto!es escrot -o -a -os -as -idão
vadia vadi -a -as
`,
    sexual: `
buceta bucet -a -as -inha -ão -uda
buceta bct
boceta bocet -a -as -inha -uda
xoxota xoxot -a -as -inha
xota xot -a -as
xota xochot -a -as
cona!es con -a -as -aça
piroca piroc -a -as -ão -uda -udo
piça piç -a -as
siririca siriric -a -as
boquete!es boquet -e -es -eira
rola-grande rolud -o -a
tesuda tesud -a -o -os -as
peituda peitud -a -as
enrabar enrab -ar -ado -ada -ou
xereca xerec -a -as -uda
`,
    slur: `
viado viad -o -os -inho -inhos -ão -agem -aço
boiola boiol -a -as -agem
baitola baitol -a -as -agem
bichona bichon -a -as
sapatona sapaton -a -as
traveco travec -o -os -ão
paneleiro paneleir -o -os -ice
panasca panasc -a -as
retardado!es retardad +gender
mongoloide mongoloid -e -es
`,
  },
  phrases: {
    vulgar: `
no|na|teu|seu|meu|do cu
tomar|toma|tomando|tomou|tomem no rabo
levar|leva|levem no|na rabo|peida
puta que te|o|me|os pariu
`,
    insult: `
sua|tua vaca|vagabunda|piranha|cadela|cachorra|porca
seu|teu corno|veado
corno manso
filho|filha|filhos|filhas da égua
`,
    sexual: `
chupa|chupar|chupe|mama|mamar meu|minha|o|a pau|rola|pica
bater|batendo|bateu uma bronha
dar|da|dando|deu o cu|rabo
`,
    slur: `
sua|tua bicha
seu|teu|seus macaco|macacos
preto|preta|pretos|judeu|cigano|macaco imundo|imunda|fedido|fedida|imundos
retardado|retardada mental
`,
    threat: `
vou|vamos|vão te|vos|lhe matar|esfaquear|estuprar|violar|esganar
vou|vamos|vão matar você|vc|vocês
te mato
vai|vão se matar
mata te
tomara que você|vc|tu morra|morras
devia|devias|deviam se|te matar
`,
  },
  inside: {
    vulgar: 'caralh fodase quepariu',
    insult: 'filhodaput filhadaput arrombad',
  },
};
