/** How a text sounds; the names that Amazon Comprehend uses too, in small letters. */
export const sentimentLabels = ['positive', 'negative', 'neutral', 'mixed'] as const;
export type SentimentLabel = (typeof sentimentLabels)[number];
