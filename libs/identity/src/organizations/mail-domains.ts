/** Where anybody gets an address: an organization that took everybody of such a domain would take everybody. */
const PUBLIC_PROVIDERS = new Set([
  'aim.com', 'aol.com', 'att.net', 'bellsouth.net', 'btinternet.com', 'comcast.net', 'cox.net', 'duck.com',
  'email.com', 'fastmail.com', 'fastmail.fm', 'free.fr', 'gmail.com', 'gmx.at', 'gmx.ch', 'gmx.com', 'gmx.de',
  'gmx.net', 'googlemail.com', 'hey.com', 'hotmail.co.uk', 'hotmail.com', 'hotmail.de', 'hotmail.es',
  'hotmail.fr', 'hotmail.it', 'hushmail.com', 'icloud.com', 'inbox.com', 'laposte.net', 'libero.it', 'live.ca',
  'live.co.uk', 'live.com', 'live.fr', 'live.nl', 'mac.com', 'mail.com', 'mail.ru', 'mailinator.com', 'me.com',
  'msn.com', 'naver.com', 'orange.fr', 'outlook.com', 'outlook.de', 'outlook.es', 'outlook.fr', 'pm.me',
  'posteo.de', 'proton.me', 'protonmail.ch', 'protonmail.com', 'qq.com', 'rediffmail.com', 'rocketmail.com',
  'sbcglobal.net', 'skynet.be', 't-online.de', 'tuta.com', 'tutanota.com', 'verizon.net', 'wanadoo.fr', 'web.de',
  'yahoo.ca', 'yahoo.co.jp', 'yahoo.co.uk', 'yahoo.com', 'yahoo.com.br', 'yahoo.de', 'yahoo.es', 'yahoo.fr',
  'yahoo.in', 'yahoo.it', 'yandex.com', 'yandex.ru', 'ymail.com', 'zoho.com', '126.com', '163.com',
]); // prettier-ignore

export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

export const isPublicProvider = (domain: string): boolean => PUBLIC_PROVIDERS.has(domain);
