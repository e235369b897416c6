const list = (words: string): string[] => words.trim().split(/\s+/);

/** Words that carry no meaning of their own in a question. */
export const STOPWORDS = new Set(
  list(`
    a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing done down during each either else ever every few for from further get gets
    got had has have having he her here hers him his how i if in into is it its itself just let like many may me might
    more most much must my near no nor not now of off on once one only or other our ours out over own per please same
    shall she should since so some such than that the their theirs them then there these they this those through to too
    under until up upon us very via was we were what when where whether which while who whom whose why will with within
    without would you your yours tell give show explain describe know want need mean means say says said find look
    according information regarding concerning come comes came coming go goes went going happen happens happened
    called located list name take takes took taken
    wann wer wie warum weshalb welche welcher welches wo woher der das den dem des ein eine einer und ist sind wurde wird
    quand qui comment pourquoi quel quelle quels quelles combien le la les des une est sont dans sur pour
    cuándo cuando quién quien cómo como dónde donde qué que cuál cual cuánto cuanto el los las una es son por para
    quando chi perché quale quali quanto il lo gli che sono per
  `),
);

/** Words after which a line that ends goes on in the next one, and that no title ends with. */
export const CONNECTORS = new Set(
  list(`a an and as at between but by for from if in into is it its nor of on or over per than that the their then
    this these those through to under was were when where which while who with without`),
);

/** Abbreviations whose full stop never ends a sentence. */
export const TITLES = new Set(
  list(
    'mr mrs ms mx dr prof sr jr st mt ft gen col capt lt sgt rev hon gov sen rep pres vs cf viz approx ca resp',
  ),
);

/** Abbreviations whose full stop belongs to a number or name that follows. */
export const BEFORE_NUMBER = new Set(
  list(
    'no nos fig figs eq eqs p pp vol vols ch sec sect art para nr bd s jan feb mar apr jun jul aug sep sept oct nov dec',
  ),
);

/** Abbreviations whose full stop ends a sentence only when a new one plainly begins. */
export const MAYBE_END = new Set(
  list('inc ltd co corp bros dept est al ed eds e.g i.e u.s u.k u.n ph.d d.c z.b u.a d.h'),
);

/** Abbreviations whose full stop ends a sentence when anything but one of `AFTER_TIME` follows with a capital. */
export const USUALLY_END = new Set(list('etc a.m p.m b.c a.d'));

export const AFTER_TIME = new Set(
  list(`monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december gmt utc cet est pst`),
);

/** Words with which a new sentence plainly begins. */
export const STARTERS = new Set(
  list(`the a an it its he she they we you i this that these those there in on at by for from with when while after
    before however but and or so if as since although because then thus therefore moreover some many most all each
    every no not one two our their his her my your what which who where why how`),
);

/** Families of words that ask and answer for each other. */
export const SYNONYMS: string[][] = [
  'open inaugurate launch unveil',
  'begin start commence',
  'end finish complete conclude',
  'build construct erect construction builder',
  'make produce manufacture create fabricate',
  'buy purchase acquire',
  'sell sale',
  'cost price expense fee charge paid pay',
  'tall height high metre meter feet',
  'long length duration last',
  'wide width breadth',
  'deep depth',
  'far distance',
  'fast speed quick rapid',
  'heavy weigh weight',
  'hot temperature heat degree',
  'old age',
  'big large largest size',
  'small little tiny',
  'die death died dead',
  'born birth',
  'live reside inhabitant resident population people',
  'employee staff worker personnel',
  'author write wrote written writer',
  'found founder establish establishment',
  'invent inventor invention',
  'discover discovery discoverer',
  'design designer architect engineer',
  'lead leader head chief director chair chairman president',
  'owner own belong possess',
  'win won winner victory',
  'show display exhibit',
  'use used usage purpose',
  'cause reason because due lead',
  'prevent avoid stop',
  'allow permit may permission',
  'forbid prohibit ban',
  'require must need mandatory requirement',
  'return refund',
  'send deliver delivery ship shipping',
  'cancel terminate termination cancellation',
  'contact reach phone telephone email',
  'car vehicle automobile',
  'doctor physician',
  'company firm business corporation',
  'country nation state',
  'city town',
  'job work profession occupation',
  'salary wage pay',
  'holiday vacation leave',
  'error fault failure bug',
  'winter november december january february cold',
  'summer june july august warm',
  'children child kids',
  'expensive price cost costly',
  'meeting meet gather assemble',
  'fix repair correct',
  'change modify alter amend',
  'increase grow rise growth',
  'decrease fall decline reduce reduction',
  'deadline due date until',
  'store keep storage kept',
  'eat food feed diet',
  'danger dangerous hazard risk',
  'maximum max largest biggest highest limit',
  'minimum min smallest lowest',
  'kill killed dies crash crashed',
  'delete deleted remove removed erase',
  'backup back',
].map(list);
