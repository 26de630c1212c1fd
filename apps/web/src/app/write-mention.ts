/**
 * Writes `@handle ` where the cursor of the composer is, as if it had been typed: the composer itself sees it as an input.
 * @returns whether there was a composer to write into.
 */
export function writeMention(handle: string): boolean {
  const box = document.querySelector<HTMLTextAreaElement>('form.composer textarea');
  if (!box || box.disabled) return false;
  const { selectionStart, selectionEnd, value } = box;
  const isAfterWord = selectionStart > 0 && !/\s$/u.test(value.slice(0, selectionStart));
  box.focus();
  box.setRangeText(`${isAfterWord ? ' ' : ''}@${handle} `, selectionStart, selectionEnd, 'end');
  box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
  return true;
}
