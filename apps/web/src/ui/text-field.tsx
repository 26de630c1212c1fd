import type { InputHTMLAttributes } from 'react';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  label: string;
  value: string;
  onText: (text: string) => void;
}

/** One line of text with its label above it. */
export function TextField({ label, onText, ...input }: Props) {
  return (
    <label className="field">
      <span>{label}</span>
      <input {...input} onChange={(event) => onText(event.target.value)} />
    </label>
  );
}
