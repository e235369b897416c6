/** By which names of groups are compared: two writings of one name are one name. */
export const groupKey = (name: string): string => name.trim().normalize('NFC').toLowerCase();
