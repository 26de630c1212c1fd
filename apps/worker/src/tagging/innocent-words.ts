/**
 * Words that a rule would take for others: places, names, trades, dishes. As people write them, in small letters; where only the
 * accent tells (`morón`, the town), the word is innocent with the accent alone.
 */
const words = `
scunthorpe penistone shiite shiites shiitake shiitakes shitake shitakes ishita mishit mishits shittim
snigger sniggers sniggered sniggering sniggeringly sniggerer sniggerers
shittah shittahs shittims shittimwood shitzu shitzus morón maricá caraí cágado cágados cúleo fódia culotte culottes
computa computador computadora computadoras disputa disputas disputar reputa reputación diputa diputada diputado imputa amputa
cockpit cocktail assassin assassins class classic assess document cucumber therapist analyst analista analistas
espectáculo espectáculos vehículo cálculo cusco cuzco cucurucho cucuruchos pico
matsushita yoshita cagliari caguas folleto folletos follaje fagot
`;

/** Words around a prohibited one that make it innocent, written as in the word lists. */
const phrases = `
chink|chinks in the|his|her|their|its|your|our armor|armour
pussy cat|cats|willow|riot
polla mundialista|futbolera
blue|great|coal|marsh|willow|crested tits
seu|teu macaco hidráulico
mamonas assassinas
mitsubishi|gato pajero
`;

export const innocentWords: ReadonlySet<string> = new Set(words.split(/\s+/).filter(Boolean));
export const innocentPhrases: readonly string[] = phrases.split('\n').filter(Boolean);
