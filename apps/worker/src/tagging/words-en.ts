import { type WordList } from './word-list.js';

/** Prohibited words in English; written for this project. Offensive by nature. */
export const english: WordList = {
  language: 'en',
  endings: {
    verb: 's ed ing in er ers',
  },
  words: {
    vulgar: `
fuck fuck - +verb -y -wit -wits -face -head -heads -wad -boy -tard -up -ups -ton -all
fuck fuk - +verb
fuck fuc - -kin -king
fuck fck - -n -ing -in -ed
fuck fk -n -ing -in
fuck fvck - +verb
fuck phuck - +verb
fuck phuk - -ing -in
fuck fack -ing -in
fuck fook -ing -in
fuck feck -ing -in
fuck stfu
fuck gtfo
fuck mindfuck - -s
fuck clusterfuck - -s
shit shit - -s -ty -tier -tiest -ting -ter -ters -ted -head -heads -hole -holes -face -bag -bags -load -loads -show -storm -post -posts -posting
shit shite -
shit bullshit - -s -ting -ter -ted
shit dipshit - -s
shit horseshit
shit shyt -e -
bollocks bollock -s -ed -ing
bollocks bollox
arse arse - -s -hole -holes -wipe
ass ass -hole -holes -hat -hats -wipe -wipes -clown -face -kisser -munch
ass dumbass - -es
ass fatass - -es
ass lardass -es -
ass jackass - -es
ass azzhole
ass ahole -s -
ass butthole - -s
ass bunghole - -s
piss pisshead -s -
`,
    insult: `
bitch bitch - -es -ing -y -ed -in
bitch biatch -es -
bitch beotch
bitch sonofabitch
cunt cunt - -s -y -ing -face -ish -bag
cunt kunt - -s
bastard bastard - -s -ly
dick dick -head -heads -wad -face -less -weed -ish
prick prick -ish
cock cock -sucker -suckers -sucking -womble
moron moron - -s -ic
idiot idiot - -s -ic
imbecile imbecile - -s
twat twat - -s -ty
wanker wank - -er -ers -ed -ing -s -stain
tosser tosser - -s
douchebag douchebag - -s
slut slut - -s -ty
whore whore - -s -bag
skank skank - -s -y
motherfucker motherfuck -er -ers -ing -in -a -as
motherfucker=en mofo -s -
motherfucker mfer -s -
scumbag scumbag - -s
shithead shithead - -s
`,
    sexual: `
blowjob blowjob - -s
handjob handjob - -s
cumshot cumshot - -s
jizz jizz -
dildo dildo - -s -es
tits tits
tits titties
pussy pussy
pussy pussies
dickpic dickpic - -s
clit clit - -s
gangbang gangbang - -s -ed
tits titty
jerk-off jerkoff - -s
splooge splooge
schlong schlong - -s
poontang poontang
slut camslut - -s
whore camwhore - -s
`,
    slur: `
nigger nigg -er -ers -a -as -ah -az
faggot fagg -ot -ots -y
faggot=en fag - -s
retard retard - -s -ed
tranny trann -y -ies
kike kike -s -
spic=en spic - -s
chink=en chink - -s
gook=en gook - -s
paki=en paki - -s
wetback wetback - -s
raghead raghead - -s
towelhead towelhead - -s
beaner=en beaner - -s
shemale shemale - -s
libtard libtard - -s
fudgepacker fudgepacker - -s
jiggaboo jiggaboo - -s
sambo nignog - -s
`,
    threat: `
kys
`,
  },
  phrases: {
    vulgar: `
kiss|kick|lick my|your|his|her ass|arse
pain in the|my ass|arse
up your|yours ass|arse
your|my|his|her fat|dumb|sorry|lazy ass|arse
piss off
`,
    insult: `
you|u|little|stupid|massive|absolute|utter prick|pricks|dick|dicks
is|was|are|being|such a prick|dick
dick move
`,
    sexual: `
suck|sucks|sucking my|your|his|a dick|cock|balls
my|your|his|hard|big|huge cock|dick
dick pic|pics
blow|hand|rim job|jobs
gang bang|bangs|banged
jerk|jack|jerking|jacking off
send nudes
`,
    slur: `
dirty|filthy jew|jews|arab|arabs|gypsy|gypsies|immigrant|immigrants
sand|porch monkey|monkeys
`,
    threat: `
kill|hang yourself|urself|yourselves
i|we will|gonna kill|murder|stab|rape|strangle you|u
i|we ll kill|murder|stab|rape|strangle you|u
gonna kill|murder|stab|rape|strangle you|u
going to kill|murder|stab|rape|strangle you|u
hope|wish you|u die
go die
drink bleach
`,
  },
  inside: {
    vulgar:
      'fuck bullshit dogshit apeshit batshit jackshit ratshit dumbshit gobshite chickenshit shitt shithea shitfac shithous shitlist shitless asshole',
    insult: 'bitch motherfuck cocksuck dickhead',
    slur: 'nigger faggot',
  },
};
