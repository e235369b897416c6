/** What the handbook is made of, in the order of reading. */
export type HandbookBlock =
  | { kind: 'chapter'; title: string }
  | { kind: 'section'; title: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'note'; text: string }
  | { kind: 'table'; head: string[]; rows: string[][]; widths: number[] };

const chapter = (title: string): HandbookBlock => ({ kind: 'chapter', title });
const section = (title: string): HandbookBlock => ({ kind: 'section', title });
const p = (text: string): HandbookBlock => ({ kind: 'paragraph', text });
const list = (...items: string[]): HandbookBlock => ({ kind: 'list', items });
const note = (text: string): HandbookBlock => ({ kind: 'note', text });

export const TITLE = 'The Muster Handbook';
export const SUBTITLE = 'Durable runs for AI agents at work on documents and code';

export const HANDBOOK: HandbookBlock[] = [
  chapter('What Muster is'),
  p(
    'Muster is a control plane for AI agents that you host yourself. Agents read documents, change code, call tools and ask people for permission; Muster records what they do, keeps it going when machines fail, and shows it in one place. It is one product with several documented interfaces on one address, and beneath them lies a single ledger of durable runs.',
  ),
  p(
    'Whoever operates Muster sees one list of runs, one feed of events, one ledger of usage and one list of approvals, whichever interface the work came through. Whoever writes a client needs to know only the interface that suits the task at hand.',
  ),
  section('Four programs and a database'),
  p(
    'A running installation consists of four programs. The gateway answers HTTP requests and streams events. The agent-runner executes runs: it calls models and tools and waits for people. The document-ingest program reads uploaded files and makes them searchable. The notifier sends mail and tidies up what is no longer needed. Each may run in any number of copies, because none of them keeps anything of its own.',
  ),
  p(
    'Postgres is the only place of truth. Redis carries work and hints between the programs, and it may be emptied at any moment: nothing that was accepted is lost, because every piece of work is a row in Postgres first, and a sweep finds the rows that no queue knows of any more.',
  ),
  section('The shortest way in'),
  list(
    'Start Muster. It prints its address and the password of the first administrator, once.',
    'Upload a document, for instance this one. Its progress goes from 0 to 1, and then it can be searched.',
    'Create a task that asks something about it, and execute the task step by step.',
    'Read the answer. Its citations name the document, the page and the exact characters they quote.',
  ),
  p(
    'No key for a model is needed for that. Without one, Muster answers with its extractive model: it finds the passages that bear on the question and quotes them. It says so, and it never makes up a sentence of its own.',
  ),

  chapter('Runs and steps'),
  p(
    'A run is one execution of a program for somebody. It has a state, a list of steps, a budget, and perhaps a parent and children. A step is one recorded effect inside a run: a call of a model, a call of a tool, a wait for a person, or a child run. What a run has done is never reconstructed from logs, because every step is a row with its input and its result.',
  ),
  section('Why a crash costs nothing'),
  p(
    'Programs are ordinary code that is executed again from the top after a crash, a deployment or a long wait. A step that was recorded returns its recorded value at once, without calling the model again, so resuming a run costs no tokens. Steps are recognized by a name and not by their position; a new release may add steps without disturbing the runs that are under way.',
  ),
  p(
    'A worker holds a short lease on each run it executes and renews it while it lives. When the worker dies, the lease runs out, and another worker takes the run up within three seconds. Every takeover raises the attempt number of the run, and a worker with an old number can write nothing: two workers can never carry the same run forward at the same time.',
  ),
  section('Effects that must not happen twice'),
  p(
    'Before Muster touches the outside world it writes down what it is about to do. Then it acts, with a key by which the other side can recognize a repetition, and then it writes down the outcome. After a crash each effect is therefore done, never started, or in doubt. What happens to an effect in doubt depends on the tool:',
  ),
  list(
    'A tool that may be repeated is called again with the same key.',
    'A tool that can be asked what happened is asked.',
    'For every other tool the run stops and asks a person. Nothing is ever silently done twice.',
  ),
  section('The states of a run'),
  {
    kind: 'table',
    head: ['State', 'What it means', 'What may come next'],
    rows: [
      ['queued', 'Accepted; waits for a worker', 'running, paused, cancelled'],
      ['running', 'A worker holds the lease', 'waiting, queued, paused, succeeded, failed, cancelled'],
      ['waiting', 'For an approval, an input, a child, a timer or budget', 'queued, paused, cancelled'],
      ['paused', 'Stopped by a person; keeps its place', 'queued, cancelled'],
      ['succeeded', 'Finished with a result', 'nothing; it can be forked'],
      ['failed', 'Finished with an error that says why', 'nothing; it can be forked'],
      ['cancelled', 'Stopped for good by a person or with its parent', 'nothing; it can be forked'],
    ],
    widths: [0.16, 0.46, 0.38],
  },
  p(
    'A waiting run holds no worker and no memory. A thousand runs that wait for approval are a thousand rows, and nothing else.',
  ),
  section('Replay and fork'),
  p(
    'Replay executes a finished run again over its recorded steps. It makes no call of a model and changes nothing; it shows whether the program would still take the same way. Fork starts a new run from any step of an old one, with a changed input or another model, and everything before that step is taken over as it was recorded.',
  ),

  chapter('Approvals'),
  p(
    'Some actions need the word of a person: merging a branch, sending a mail, spending beyond a limit. An approval binds exact arguments. The person sees what is to be done, with a diff where there is one, and decides about precisely that. If the agent changes its mind afterwards, the changed action needs a new approval.',
  ),
  list(
    'Approve: the run goes on, and the action is carried out with the arguments that were shown.',
    'Reject: the agent is told so, with the reason that the person gave, and may try another way.',
    'Leave it: an approval waits as long as it takes, and the run holds no worker meanwhile.',
  ),
  p(
    'All decisions write the same row, and the first one counts; a second is refused. Who decided, when, and with which note stays with the approval, and the feed of events tells it.',
  ),
  note(
    'An approval is asked for before the effect and never after it. What a crash left in doubt is not repeated without one, unless the tool says that repeating it is harmless.',
  ),

  chapter('Budgets and costs'),
  p(
    'Every call of a model has a price, and every price is known before the call is made. A budget is therefore kept by holds: the worst case of a call is reserved before it, and what it really cost is settled after it. Two calls at the same time cannot overspend a budget together, because both must find room for their worst case.',
  ),
  p(
    'A child run inherits what is left of the budget of its parent. When a hold does not fit any more, the run does not fail: it waits, and asks whether it may have more. Tokens that a provider served from its cache are priced once, at the price for cached tokens.',
  ),
  section('What is counted'),
  {
    kind: 'table',
    head: ['Figure', 'Where it comes from', 'Shown for'],
    rows: [
      ['Input tokens', 'The answer of the provider', 'call, run, user'],
      ['Cached tokens', 'The answer of the provider', 'call, run, user'],
      ['Output tokens', 'The answer of the provider', 'call, run, user'],
      ['Cost in US dollars', 'Tokens and the table of prices', 'call, run, user'],
      ['Held amount', 'Worst case of the calls under way', 'run'],
    ],
    widths: [0.26, 0.42, 0.32],
  },
  p(
    'Amounts are kept as exact decimal numbers and never as floating-point numbers. The table of prices can be extended by whoever operates the installation, for models that Muster does not know.',
  ),

  chapter('Models'),
  p(
    'Muster speaks to OpenAI, Anthropic and Google, and to any server that speaks the same language as one of them. Roles stand between agents and models: an agent asks for the role "agent", "chat" or "summary", and a setting says which model plays it. Changing the setting changes every agent at once; a run may also name a model of its own.',
  ),
  list(
    'Each provider has a breaker. After repeated failures calls fail at once for a while, instead of waiting for a provider that does not answer.',
    'A provider that asks for patience gets it: its word on when to come back is respected.',
    'Every call is written to the ledger of usage, successful or not.',
  ),
  p(
    'Two models need no provider at all. The extractive model answers from the passages that retrieval found, with citations. The scripted model plays a scenario from a file, for tests and demonstrations, and its answers are always labelled as scripted.',
  ),

  chapter('Documents and retrieval'),
  p(
    'The bytes of an upload are kept as they came. From them Muster extracts the text, with pages and headings, and cuts it into chunks of at most 1,000 characters. A chunk ends after a full stop wherever it can, chunks do not overlap, and each one knows exactly which characters of the text it is.',
  ),
  section('From upload to answer'),
  list(
    'The type of a file is found by looking at its content; its name is only a hint.',
    'Files are parsed in a process of its own with limited memory and time. A broken or hostile file ends that process and nothing else.',
    'Chunks become searchable batch by batch while the rest is still being read.',
    'When the program that reads a document is killed, another one goes on after the last batch within a few seconds. Progress never goes back.',
  ),
  section('How passages are ranked'),
  p(
    'Passages are ranked by BM25, the standard formula of lexical retrieval: a word counts for more the rarer it is in the collection, and repeating it helps less and less. English words are compared by their stems, so that "approved" finds "approval". The statistics are kept for each owner alone. What one user uploads changes nothing in the results of another, not even the order.',
  ),
  section('Citations that hold'),
  p(
    'A citation quotes the stored text and gives the document, the chunk, the page and the offsets. Before an answer is handed out, every quotation in it is compared with the stored text. Line breaks, hyphenation and the shape of quotation marks may differ; words may not. A quotation that is not in the document is dropped, and the answer says that it was.',
  ),
  p(
    'Deleting a document removes its text, its chunks, its entries in the index and its bytes. If it is being read at that moment, the reading stops.',
  ),

  chapter('Security'),
  section('Who is asking'),
  p(
    'The credential of a request, an access token, is turned into an actor: a user, an organization, a role and perhaps a narrower scope. Every route declares the permission it needs, and a route that declares none keeps the gateway from starting. The roles are viewer, operator and admin, from the weakest to the strongest.',
  ),
  p(
    'Organizations never see each other. Every query for a row of a tenant is restricted to the organization of the actor, and what is personal to its user; the identifier of a foreign row is answered like one that does not exist: not found.',
  ),
  section('Secrets'),
  p(
    'Keys of providers and the password of the database are settings of the process and nothing else: they are never stored, and they are masked in every log line. What has to be stored, like the secret of a second factor, is sealed with AES-256-GCM under a master key. Passwords are hashed with Argon2id; changing a password makes all older tokens invalid.',
  ),
  section('The way out'),
  p(
    'Tools that reach the network are off until the operator configures them. Every address that a user or a model names is asked through one guarded client, which refuses private ranges, follows few redirects, and is bounded in time and size. Mail and other actions that people notice wait for a confirmation.',
  ),

  chapter('Operating Muster'),
  p(
    'One command starts everything on one machine, the database included. In containers or on Kubernetes the same programs run against a Postgres, a Redis and an object storage of your own. A program that is told to stop takes no new work, finishes or hands over the step at hand, and exits.',
  ),
  {
    kind: 'table',
    head: ['Setting', 'Default', 'What it decides'],
    rows: [
      ['PORT', '8000', 'Where the gateway listens'],
      ['DATA_DIR', '.data', 'Folder for stored bytes and the embedded database'],
      ['DATABASE_URL', 'embedded', 'A Postgres of your own'],
      ['REDIS_URL', 'private', 'A Redis of your own'],
      ['DEFAULT_MODEL', 'extractive', 'Provider and model for agents that name none'],
      ['MAX_UPLOAD_MB', '100', 'Largest upload, on every route'],
      ['ANONYMOUS_WORKSPACE', 'on', 'Whether requests without credential see the public workspace'],
      ['REGISTRATION', 'open', 'Who may register: open, invite or closed'],
    ],
    widths: [0.31, 0.19, 0.5],
  },
  section('When something looks wrong'),
  list(
    'A run stays queued: no agent-runner is alive. Start one; the run is picked up without further ado.',
    'A run waits for an approval that nobody can see: look at the queue of approvals of its organization, not of yours.',
    'A document has failed: its error says why. "Encrypted" and "no text" are for whoever uploaded it; scanned pages have no text that could be read.',
    'A step failed and the agent did not notice: the result of the step has an error field for the agent and a summary for people. Read both.',
    'Events stop arriving in a browser: the stream reconnects by itself and catches up from the last event it has seen, without a gap and without doubles.',
  ),
  section('What to back up'),
  p(
    'Back up Postgres first and the stored bytes after it. Bytes without a row are harmless and are swept away later; a row without its bytes is a document that cannot be downloaded. Redis needs no backup.',
  ),

  chapter('Words used in this handbook'),
  {
    kind: 'table',
    head: ['Word', 'Meaning'],
    rows: [
      ['Run', 'One execution of a program for somebody'],
      ['Step', 'One recorded effect inside a run'],
      ['Program', 'The code of one way of running: a step task, an agent, a chain of prompts'],
      ['Event', 'An immutable fact with an order, in a run and in the feed of its organization'],
      ['Approval', 'A question to a person that binds exact arguments'],
      ['Hold', 'The part of a budget that is reserved for calls under way'],
      ['Chunk', 'A passage of a document that retrieval can find'],
      ['Citation', 'A checked quotation with document, page and offsets'],
      ['Lease', 'The short-lived right of one worker to carry a run or a document forward'],
    ],
    widths: [0.2, 0.8],
  },
];
