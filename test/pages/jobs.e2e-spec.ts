import { inBrowser, picture } from './browser';
import { Viewer } from './viewer';

const PASSWORD = 'open sesame, you door';

inBrowser('the page that signs in to the job API', () => {
  let viewer: Viewer;

  beforeAll(async () => {
    viewer = await Viewer.start([], { JOBS_PASSWORD: PASSWORD });
  });

  afterAll(() => viewer.close());

  beforeEach(() => viewer.newPage());

  afterEach(async () => {
    expect(await viewer.closePage()).toEqual([]);
  });

  const heading = (name: string) => viewer.page.getByRole('heading', { level: 1, name }).waitFor();
  const cookies = async () => (await viewer.page.context().cookies()).map(({ name }) => name);

  async function type(password: string): Promise<void> {
    await viewer.page.getByLabel('Password').fill(password);
    await viewer.page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('takes the password, and ends the session when one signs out', async () => {
    await viewer.goToPath('/sign-in/jobs');
    await picture(viewer.page, 'jobs');
    await type('not this one');
    await viewer.page.getByRole('alert').getByText('Invalid password').waitFor();
    expect(await viewer.page.getByLabel('Password').getAttribute('aria-invalid')).toBe('true');
    expect(await cookies()).toEqual([]);
    await picture(viewer.page, 'jobs-wrong');
    await type(PASSWORD);
    await heading('You are signed in');
    expect(await cookies()).toEqual(['cpl_session']);
    expect(await viewer.page.getByLabel('Password').isVisible()).toBe(false);
    await picture(viewer.page, 'jobs-in');
    await viewer.page.getByRole('button', { name: 'Sign out' }).click();
    await heading('You are signed out');
    expect(await cookies()).toEqual([]);
    const open = `SELECT FROM user_session WHERE kind = 'jobs' AND revoked_at IS NULL`;
    expect(await viewer.installation.sql(open)).toEqual([]);
  });

  it('goes back to where one came from', async () => {
    await viewer.goToPath('/sign-in/jobs?return_to=%2Faccount%3Fa%3Db');
    await type(PASSWORD);
    await viewer.page.waitForURL(`${viewer.gateway.url}/account?a=b**`);
  });

  it.each([
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example',
    'javascript:alert(1)',
  ])('does not go to %s', async (address) => {
    await viewer.goToPath(`/sign-in/jobs?return_to=${encodeURIComponent(address)}`);
    await type(PASSWORD);
    await heading('You are signed in');
    expect(new URL(viewer.page.url()).origin).toBe(viewer.gateway.url);
  });
});
