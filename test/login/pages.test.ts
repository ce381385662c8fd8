import { Answers } from '../../src/login/fill';
import { readPage } from '../../src/login/page';

const url = new URL('https://login.example.com/a/b');

test('a page is read as a browser shows it', () => {
  const page = readPage(
    `<!DOCTYPE html><html><head><title>Log in &amp; consent</title>
     <base href="/base/"><style>form { <input name="no"> }</style>
     <meta http-equiv="Refresh" content="5; URL='next?a=1&amp;b=2'"></head>
     <body><!-- <form><input name="commented"></form> --><p>Who&#39;s there&#x3f;&nbsp;You.</p>
     <FORM METHOD=post action='sign-in?x=1&amp;y=2' enctype="multipart/form-data">
       <input name=user value="alice &quot;a&quot;" autofocus><input type=password name=password>
       <input type="hidden" name="csrf" value="1"/><input type="checkbox" name="scope" value="read" checked>
       <input type="checkbox" name="scope" value="write"><input type=radio name=size><input type=reset>
       <select name="org"><option>one<option value="2" >two</select>
       <select name="role"><option value="a"><option value="b" selected>B</option></select>
       <select name="many" multiple><option>x</option></select>
       <textarea name="note">a < b &amp; c</textarea>
       <input name="off" disabled><input placeholder="without a name">
       <button name="action" value="go" formaction="/go">Go <b>on</b></button><button type="button">Nothing</button>
       <input type="submit" value="Send">
     </FORM><script>document.write('<form></form>')</script></body></html>`,
    url,
  );
  const { forms, ...rest } = page;
  expect({ ...rest, url: page.url.href, base: page.base.href }).toMatchInlineSnapshot(`
   {
     base: https://login.example.com/base/,
     hasScript: true,
     refresh: next?a=1&b=2,
     text: Who's there? You. one two B x Go on Nothing,
     title: Log in & consent,
     url: https://login.example.com/a/b,
   }
  `);
  const [form] = forms;
  expect(forms).toHaveLength(1);
  expect(form).toMatchObject({ action: 'sign-in?x=1&y=2', method: 'POST', encoding: 'multipart/form-data' });
  expect(
    form?.fields.map(({ name, type, value, isChosen }) => `${name} ${type} ${value}${isChosen ? ' *' : ''}`),
  ).toEqual([
    'user text alice "a"',
    'password password ',
    'csrf hidden 1',
    'scope checkbox read *',
    'scope checkbox write',
    'size radio on',
    'org select one *',
    'org select 2',
    'role select a',
    'role select b *',
    'many select x',
    'note textarea a < b & c',
  ]);
  expect(form?.buttons).toMatchObject([
    { name: 'action', value: 'go', label: 'Go on', action: '/go' },
    { name: '', label: 'Send' },
  ]);
});

test.each([
  ['with a time', '<meta http-equiv=refresh content="0;url=/x">', '/x'],
  ['without a semicolon', '<meta http-equiv=refresh content="0 URL = \'/x\' more">', '/x'],
  ['without a time', '<meta http-equiv=refresh content="url=/x">', undefined],
  ['without an address', '<meta http-equiv=refresh content="5">', undefined],
  [
    'the first of two',
    '<meta http-equiv=refresh content=""><meta http-equiv=refresh content="1,/x"><meta http-equiv=refresh content="0;/y">',
    '/x',
  ],
  ['for those without JavaScript', '<noscript><meta http-equiv=refresh content="0;url=/x"></noscript>', '/x'],
  ['in a template', '<template><meta http-equiv=refresh content="0;url=/x"></template>', undefined],
])('a refresh %s', (_name, html, target) => {
  expect(readPage(html, url).refresh).toBe(target);
});

test('only what is shown is text, and only the title of the page is its title', () => {
  const page = readPage(
    `<svg><title>Logo</title></svg><title> Log
      in </title><p>Caf&eacute;<template>No</template><noscript>Enable it</noscript><datalist><option>No</datalist>
      <iframe>No</iframe>`,
    url,
  );
  expect([page.title, page.text]).toEqual(['Log in', 'Café Enable it']);
});

test.each([
  ['an end that is missing', '<form><input name="a" value="1">', ['a']],
  ['a tag that never ends', '<form><input name="a"><input name="b', ['a']],
  ['a form within a comment that never ends', '<!-- <form><input name="a">', []],
  ['quotes with a bracket in them', '<form><input value="a > b" name="c"></form>', ['c']],
])('%s does no harm', (_name, html, names) => {
  expect(
    readPage(html, url)
      .forms.flatMap(({ fields }) => fields)
      .map(({ name }) => name),
  ).toEqual(names);
});

test.each([
  '<',
  '<form '.repeat(3_000),
  '<a b="'.repeat(3_000),
  '&'.repeat(10_000),
  '<!--'.repeat(3_000),
  '<textarea>'.repeat(3_000),
  '<div>'.repeat(3_000),
])('a hostile page is read to its end', html => {
  expect(readPage(html, url).forms.length).toBeLessThan(3_001);
});

describe('what is sent', () => {
  const fill = async (html: string, given: ConstructorParameters<typeof Answers>[0]) => {
    const answers = new Answers(given);
    const { url: target, method, entries } = await answers.fill(readPage(html, url));
    return {
      sent: `${method} ${target.href} ${entries.map(pair => pair.join('=')).join('&')}`,
      unused: answers.unused,
    };
  };

  const boxes =
    '<form><input type=checkbox name=s value=r checked><input type=checkbox name=s value=w></form>';
  const list = '<form><select name=o><option>1<option>2</select></form>';
  const own = 'https://login.example.com/a/b';

  test.each([
    [
      'what stands there',
      '<form method=post><input name=a value=1><input type=hidden name=b value=2></form>',
      undefined,
      `POST ${own} a=1&b=2`,
    ],
    [
      'what the test writes',
      '<form action="/x"><input name=a value=1></form>',
      { a: '2' },
      'GET https://login.example.com/x a=2',
    ],
    ['nothing, where the test says so', '<form><input name=a></form>', { a: '' }, `GET ${own} a=`],
    ['boxes that are ticked', boxes, undefined, `GET ${own} s=r`],
    ['boxes that the test ticks', boxes, { s: ['r', 'w'] }, `GET ${own} s=r&s=w`],
    ['no box', boxes, { s: [] }, `GET ${own} `],
    [
      'a box that the test ticks, and the hidden field for one that is not',
      '<form><input type=hidden name=s value=0><input type=checkbox name=s value=1></form>',
      { s: '1' },
      `GET ${own} s=0&s=1`,
    ],
    [
      'that hidden field, where the test unticks the box',
      '<form><input type=hidden name=s value=0><input type=checkbox name=s value=1 checked></form>',
      { s: [] },
      `GET ${own} s=0`,
    ],
    [
      'one option, of two with the same value',
      '<form><select name=o><option>1<option value=2>a<option value=2>b</select></form>',
      { o: '2' },
      `GET ${own} o=2`,
    ],
    [
      'several texts of one name',
      '<form><input name=a><input name=b value=3><input name=a></form>',
      { a: ['1', '2'] },
      `GET ${own} a=1&a=2&b=3`,
    ],
    ['the first of a list', list, undefined, `GET ${own} o=1`],
    ['another one of a list', list, { o: '2' }, `GET ${own} o=2`],
    ['the only button', '<form><button name=go value=1>Go</button></form>', undefined, `GET ${own} go=1`],
    [
      'the button of the test',
      '<form><button name=go value=1>Go</button><button name=go value=2 formaction=/no formmethod=post>No</button></form>',
      { go: '2' },
      'POST https://login.example.com/no go=2',
    ],
    [
      'a button by what is written on it',
      '<form><button>Go</button><button formaction=/no>No</button></form>',
      { No: '' },
      'GET https://login.example.com/no ',
    ],
    [
      'the form of the button',
      '<form action=/yes><button>Yes</button></form><form action=/no><button>No</button></form>',
      { No: '' },
      'GET https://login.example.com/no ',
    ],
    [
      'the form that asks for something',
      '<form action=/out><button>Log out</button></form><form action=/in><input name=a value=1></form>',
      undefined,
      'GET https://login.example.com/in a=1',
    ],
    [
      'what a function says',
      '<title>T</title><form><input name=a></form>',
      (page: { title: string }) => ({ a: page.title }),
      `GET ${own} a=T`,
    ],
    [
      'a hidden field that the test overwrites',
      '<form><input type=hidden name=a value=1></form>',
      { a: 'forged' },
      `GET ${own} a=forged`,
    ],
  ])('%s', async (_name, html, given, sent) => {
    expect(await fill(html, given as ConstructorParameters<typeof Answers>[0])).toEqual({ sent, unused: [] });
  });

  test('what is meant for the page, and not what is meant for another', async () => {
    const given = { '/a/b': { a: '1' }, '/c': { d: '2' } };
    expect(await fill('<form><input name=a></form>', given)).toEqual({
      sent: `GET ${own} a=1`,
      unused: ['d'],
    });
  });

  test.each([
    ['an empty field', '<form><input name=a></form>', {}, /asks for a, and nothing answers that/],
    [
      'a password',
      '<form><input type=password name=p><textarea name=t></textarea></form>',
      {},
      /asks for p, t/,
    ],
    [
      'a choice that nobody has made',
      '<form><input type=radio name=r value=1><input type=radio name=r value=2></form>',
      {},
      /asks for r.*\n.*"1" \| "2"/,
    ],
    ['a choice that there is not', list, { o: '3' }, /no choice "3"/],
    [
      'a choice that is disabled',
      '<form><select name=o><option>1<option disabled>2</select></form>',
      { o: '2' },
      /no choice "2"/,
    ],
    ['two forms that ask', '<form><input name=a></form><form><input name=b></form>', {}, /2 forms/],
  ])('%s is refused', async (_name, html, given, message) => {
    await expect(fill(html, given)).rejects.toThrow(message);
  });
});
