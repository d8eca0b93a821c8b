// The screens that only the hosted page shows.
import { h } from '../dom';
import { tick, warning } from '../drawings';
import type { Messages } from '../i18n';
import type { Shell } from '../shell';

/**
 * Shows that the session has ended, and where the result will be.
 *
 * @param inside whether the page is inside another page or an app, so that the user has nowhere to go back to
 */
export function showClosing(shell: Shell, { hosted }: Messages, inside: boolean): void {
  shell.show(
    hosted.ended,
    h('div', { class: 'outcome' }, tick()),
    h('p', { class: 'lead' }, inside ? hosted.endedInside : hosted.endedLead),
  );
}

/**
 * Shows that the session cannot be opened.
 *
 * @param reason why, in English, for developers
 */
export function showUnavailable(shell: Shell, { hosted }: Messages, reason: string): void {
  shell.show(
    hosted.unavailable,
    h('div', { class: 'outcome bad' }, warning()),
    h('p', { class: 'lead' }, hosted.unavailableLead),
    h('p', { class: 'note' }, reason),
  );
}
