/**
 * The scripts of languages that are written today: "recommended" and "limited use" of UAX 31, tables 5 and 7. Those of the
 * past alone are in no identifier profile (UTS 39, section 3.1).
 */
const single =
  'Latin Cyrillic Greek Armenian Hebrew Arabic Syriac Thaana Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada ' +
  'Malayalam Sinhala Thai Lao Tibetan Myanmar Georgian Hangul Ethiopic Khmer Hiragana Katakana Bopomofo Han Adlam Balinese ' +
  'Bamum Batak Canadian_Aboriginal Chakma Cham Cherokee Javanese Kayah_Li Lepcha Limbu Lisu Mandaic Meetei_Mayek Miao Newa ' +
  'New_Tai_Lue Nko Ol_Chiki Osage Saurashtra Sundanese Syloti_Nagri Tai_Le Tai_Tham Tai_Viet Tifinagh Vai Yi';

/** Mixtures that people do write (UTS 39, section 5.2, "highly restrictive"). */
const mixed = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

const allowed = [...single.split(' ').map((script) => [script]), ...mixed].map(
  (scripts) =>
    new RegExp(`^[${['Common', 'Inherited', ...scripts].map((script) => `\\p{scx=${script}}`).join('')}]*$`, 'u'),
);

/** Whether a name keeps to one script, or to a mixture that a language uses: no Cyrillic а within Latin letters. */
export function isOneScript(name: string): boolean {
  return allowed.some((pattern) => pattern.test(name));
}
