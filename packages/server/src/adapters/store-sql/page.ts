import { SluiceError } from '@sluice/contract';
import type { PageOf } from '../../core/ports/store.ts';

/** The number to page on from, or null for the first page. */
export function numberBefore(page: PageOf): number | null {
  if (page.before === undefined) return null;
  const text = page.before.replace(/^v(?=\d)/, '');
  if (!/^\d{1,15}$/.test(text)) {
    throw new SluiceError('invalid-request', `"before" must be a number, not "${page.before}".`, { path: 'query.before' });
  }
  return Number(text);
}
