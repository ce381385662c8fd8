import { submitted } from '../../src/login/browser';
import { Answers } from '../../src/login/fill';
import { readPage } from '../../src/login/page';
import { printSent, sentByChromium } from './chromium';
import { FORM_PAGES, PAGE_PATH } from './form-pages';

const url = new URL(PAGE_PATH, 'http://127.0.0.1');
/** Where Chromium is, on a machine that has it. */
const chromium = process.env['JEST_MCP_CHROMIUM'];

function whole(html: string): string {
  return `<!doctype html>${html}`;
}

async function sentByLogin(html: string, answers = {}): Promise<string> {
  const submission = await new Answers(answers).fill(readPage(whole(html), url));
  const { method, url: target, body } = submitted(submission, url);
  if (!body) return printSent(method, target.pathname, undefined, [...target.searchParams]);
  return printSent(method, target.pathname + target.search, submission.encoding, [...body] as [
    string,
    string,
  ][]);
}

test.each(FORM_PAGES)('$name', async ({ html, answers, sent }) => {
  expect(await sentByLogin(html, answers)).toBe(sent);
});

// The machines that run these tests have no browser.
if (chromium !== undefined)
  test('Chromium sends the same', async () => {
    const pages = FORM_PAGES.map(({ html }) => whole(html));
    const all = await sentByChromium(chromium, pages);
    expect(FORM_PAGES.map(({ name }, at) => `${name}: ${all[at]}`)).toEqual(
      FORM_PAGES.map(({ name, sent }) => `${name}: ${sent}`),
    );
  }, 60_000);

// The specification says otherwise than Chromium does.
test.each([
  ['a button without words sends none', '<form><input type=submit name=go></form>', 'GET /a/b go='],
  [
    'fields in a list of suggestions are not sent',
    '<form><datalist><input name=a value=1></datalist><input name=b value=2></form>',
    'GET /a/b b=2',
  ],
])('%s', async (_name, html, sent) => {
  expect(await sentByLogin(html)).toBe(sent);
});

test('a form that is sent to no address is refused', async () => {
  await expect(sentByLogin('<form action="http://:0"></form>')).rejects.toThrow(
    'the page at http://127.0.0.1/a/b sends its form to "http://:0", which is not a URL.',
  );
});
