import type { Browser, Page } from 'playwright-core';
import { AppProcess } from '../support/app-process';
import { Installation, PASSWORD, Person, RunningGateway } from '../support/installation';
import { upload, untilReady } from '../support/step-tasks';
import { Complaints, launch } from './browser';

export type Content = string | Uint8Array<ArrayBuffer>;

interface Opening {
  /** What follows the path. */
  rest?: string;
  as?: Person;
}

type App = 'agent-runner' | 'document-ingest';

/** Somebody in front of a browser, and the installation that the pages come from. */
export class Viewer {
  page: Page;
  private complaints: Complaints;
  private readonly apps: AppProcess[] = [];

  private constructor(
    readonly installation: Installation,
    readonly gateway: RunningGateway,
    private readonly browser: Browser,
    /** Who opens pages, unless somebody else is named. */
    readonly person: Person,
  ) {}

  static async start(apps: App[] = [], env: Record<string, string> = {}): Promise<Viewer> {
    const installation = await Installation.create(env);
    const gateway = await installation.startGateway();
    const [browser, person] = await Promise.all([launch(), gateway.person()]);
    const viewer = new Viewer(installation, gateway, browser, person);
    for (const app of apps) viewer.run(app);
    return viewer;
  }

  run(app: App): void {
    this.apps.push(AppProcess.start(app, this.installation.env));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await Promise.all(this.apps.map((app) => app.stop()));
    await this.installation.close();
  }

  async newPage(options: Parameters<Browser['newPage']>[0] = {}): Promise<void> {
    this.page = await this.browser.newPage({ viewport: { width: 1360, height: 860 }, ...options });
    this.page.setDefaultTimeout(10_000);
    this.complaints = new Complaints(this.page, this.gateway.url);
  }

  /** What the page did that nobody should see. */
  async closePage(): Promise<string[]> {
    await this.page.close();
    return this.complaints.all;
  }

  goTo(id: string, rest = ''): Promise<void> {
    return this.goToPath(`/documents/${id}/view${rest}`);
  }

  async goToPath(path: string): Promise<void> {
    await this.page.goto(this.gateway.url + path);
  }

  async signIn({ username }: Person = this.person, password = PASSWORD): Promise<void> {
    await this.page.getByLabel('Username or e-mail').fill(username);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  async open(id: string, { rest, as }: Opening = {}): Promise<void> {
    await this.goTo(id, rest);
    await this.signIn(as);
  }

  /** Uploads a document and waits until it is read; answers its id. */
  async add(
    filename: string,
    content: Content,
    { title = filename, by = this.person } = {},
  ): Promise<string> {
    const { body } = await upload(by.client, filename, content, { title, description: '' });
    await untilReady(by.client, body.id as string);
    return body.id as string;
  }

  texts(selector: string): Promise<string[]> {
    return this.page.locator(selector).allInnerTexts();
  }

  async isInView(selector: string): Promise<boolean> {
    const box = await this.page.locator(selector).first().boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= (this.page.viewportSize()?.height ?? 0);
  }
}
