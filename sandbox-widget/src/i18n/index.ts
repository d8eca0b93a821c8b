import type { Locale } from '../config';
import { en } from './en';
import { kz } from './kz';
import type { Messages } from './messages';
import { ru } from './ru';

export type { Messages } from './messages';

export const MESSAGES: Readonly<Record<Locale, Messages>> = { ru, en, kz };
