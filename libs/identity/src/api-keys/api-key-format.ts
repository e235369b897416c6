/** With 32 random bytes in base64url behind it. */
export const API_KEY_PREFIX = 'ak_';

/** As much of a key as is kept, for people to tell keys apart. */
export const VISIBLE_CHARACTERS = 12;
