/** Small words that only one of the languages has, and the signs that it alone writes. */
const signs = [
  [
    'es',
    /[ñ¿¡]/giu,
    /\b(?:el|los|las|y|del|al|una|unos|muy|pero|cómo|qué|está|están|estoy|hay|hola|gracias|con|sin|más|yo|tú|nosotros|también|porque|cuando|donde|ahora|bien|esto|eso|lo|ha|he|es)\b/giu,
  ],
  [
    'pt-BR',
    /[ãõç]/giu,
    /\b(?:os|um|uma|uns|e|do|dos|da|das|ao|muito|mas|não|está|estão|estou|olá|oi|obrigado|obrigada|com|sem|mais|eu|você|vocês|nós|também|quando|onde|agora|bem|isto|isso|em|na|no|é)\b/giu,
  ],
  [
    'en',
    /\b(?:th\w+)\b/giu,
    /\b(?:the|and|of|to|is|are|was|you|it|for|on|with|this|that|not|but|what|how|hello|hi|thanks|we|they|have|has|be|at|my|your|i'm|don't)\b/giu,
  ],
] as const;

/**
 * The language of a text by its small words, for the browser's own voice; the server knows better for its own. `\b` does not know
 * accents, which costs a word now and then and never turns the balance.
 * @param fallback when no language has more of them than the others.
 */
export function guessLanguage(text: string, fallback: string): string {
  const scores = signs.map(([language, own, words]) => {
    const count = (text.match(own)?.length ?? 0) * 2 + (text.match(words)?.length ?? 0);
    return { language, count };
  });
  const [best, second] = scores.toSorted((a, b) => b.count - a.count);
  return best && second && best.count > second.count ? best.language : fallback;
}
