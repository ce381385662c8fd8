import type { FormFields } from '../../src/login/options';

/** A page with a form, and what is sent from it. */
export interface FormPage {
  readonly name: string;
  readonly html: string;
  /** What the login is told, where it would not know which form or button is meant. */
  readonly answers?: FormFields;
  readonly sent: string;
}

/** Where each of them is. */
export const PAGE_PATH = '/a/b';

/**
 * `sent` is what Chromium 150, which runs no JavaScript of the page, has sent from it: by its button with the id
 * `press`, or else by the first button of its first form. `login-forms.test.ts` asks it again, if it is told where.
 */
export const FORM_PAGES: readonly FormPage[] = [
  {
    name: 'a field and a button that name their form',
    html: '<input name=a value=1 form=f><form id=f><input name=b value=2></form><button form=f name=go value=3>Go</button>',
    sent: 'GET /a/b a=1&b=2&go=3',
  },
  {
    name: 'a field that names another form',
    html: '<form><input name=a value=1><input name=b value=2 form=g><button>Go</button></form><form id=g></form>',
    answers: { a: '1' },
    sent: 'GET /a/b a=1',
  },
  {
    name: 'fields that name what is not a form',
    html: '<p id=p></p><form><input name=a value=1><input name=b value=2 form=p><input name=c value=3 form=""><input name=d value=4 form=zz><button>Go</button></form>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'a field that names an id which another element has first',
    html: '<p id=f></p><form id=f><input name=a value=1><button>Go</button></form><input form=f name=b value=2>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'a disabled fieldset, and its first legend',
    html: '<form><fieldset disabled><legend><input name=a value=1><legend></legend></legend><legend><input name=b value=2></legend><input name=c value=3><fieldset><input name=d value=4></fieldset></fieldset><input name=e value=5><button>Go</button></form>',
    sent: 'GET /a/b a=1&e=5',
  },
  {
    name: 'a disabled fieldset in the legend of another',
    html: '<form><fieldset disabled><div><legend><input name=a value=1></legend></div><legend><fieldset disabled><legend><input name=b value=2></legend><input name=c value=3></fieldset><input name=d value=4></legend></fieldset><button>Go</button></form>',
    sent: 'GET /a/b b=2&d=4',
  },
  {
    name: 'a template',
    html: '<form><template><input name=a value=1></template><input name=b value=2><button>Go</button></form>',
    sent: 'GET /a/b b=2',
  },
  {
    name: 'a noscript',
    html: '<form><noscript><input name=a value=1></noscript><noscript><button name=go value=x>Go</button></noscript></form>',
    sent: 'GET /a/b a=1&go=x',
  },
  {
    name: 'entities in a query',
    html: '<form action="/x?a=1&amp;b=&eacute;&copy=2&notit;"><input name=a value="&eacute;&euro;&#x80;&amp;&nbsp;&lt&notin;"><button name=b value="&Eacute;">Go</button></form>',
    sent: 'GET /x a=%C3%A9%E2%82%AC%E2%82%AC%26%C2%A0%3C%E2%88%89&b=%C3%89',
  },
  {
    name: 'entities in a body and an address',
    html: '<form method=post action="/x?a=1&amp;b=&eacute;&copy=2&notit;"><input name=a value="&eacute;&euro;&#x80;&amp;&nbsp;&lt&notin;"><button name=b value="&Eacute;">Go</button></form>',
    sent: 'POST /x?a=1&b=%C3%A9&copy=2&notit; application/x-www-form-urlencoded a=%C3%A9%E2%82%AC%E2%82%AC%26%C2%A0%3C%E2%88%89&b=%C3%89',
  },
  {
    name: 'a button that sends elsewhere, otherwise',
    html: '<form action=/no><input name=a value=1><button formaction=/yes formmethod=POST formenctype=multipart/form-data>Go</button></form>',
    sent: 'POST /yes multipart/form-data a=1',
  },
  {
    name: 'a button that sends to the page itself',
    html: '<base href=/base/><form action=/no><input name=a value=1><button formaction="">Go</button></form>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'an unknown method of a button',
    html: '<form method=post action=/no><input name=a value=1><button formmethod=put>Go</button></form>',
    sent: 'GET /no a=1',
  },
  {
    name: 'an unknown encoding of a button',
    html: '<form method=post enctype=multipart/form-data action=/no><input name=a value=1><button formenctype=foo>Go</button></form>',
    sent: 'POST /no application/x-www-form-urlencoded a=1',
  },
  {
    name: 'an unknown encoding',
    html: '<form method=post enctype=foo action=/no><input name=a value=1><button>Go</button></form>',
    sent: 'POST /no application/x-www-form-urlencoded a=1',
  },
  {
    name: 'two bases',
    html: '<base><base href=/one/><base href=/two/><form action=x><input name=a value=1><button>Go</button></form>',
    sent: 'GET /one/x a=1',
  },
  {
    name: 'a base in the body',
    html: '<form action=x><input name=a value=1><button>Go</button></form><base href=/two/>',
    sent: 'GET /two/x a=1',
  },
  {
    name: 'a base in a template, and in a drawing',
    html: '<template><base href=/one/></template><svg><base href="/svg/"></base></svg><form action=x><input name=a value=1><button>Go</button></form>',
    sent: 'GET /a/x a=1',
  },
  {
    name: 'a base, and no address',
    html: '<base href=/one/><form><input name=a value=1><button>Go</button></form>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'the first option that can be chosen',
    html: '<form><select name=a><option disabled>1<option>2<option>3</select><select name=b><optgroup disabled><option>1</optgroup><optgroup><option>2<option>3</optgroup></select><button>Go</button></form>',
    sent: 'GET /a/b a=2&b=2',
  },
  {
    name: 'a chosen option that is disabled',
    html: '<form><input name=z value=1><select name=a><option selected disabled value="">Choose<option>2<option>3</select><button>Go</button></form>',
    sent: 'GET /a/b z=1',
  },
  {
    name: 'two options chosen, where one can be',
    html: '<form><select name=a><option selected>1<option selected>2<option>3</select><button>Go</button></form>',
    sent: 'GET /a/b a=2',
  },
  {
    name: 'a list that is open',
    html: '<form><input name=z value=1><select name=a size=3><option>1<option>2</select><select name=b size=1><option>1<option>2</select><select name=c size=x><option>1</select><button>Go</button></form>',
    sent: 'GET /a/b z=1&b=1&c=1',
  },
  {
    name: 'a list of several choices',
    html: '<form><input name=z value=1><select name=a multiple><option selected>1<option>2<option selected disabled>3<option selected value>4</select><select name=b multiple><option>1</select><button>Go</button></form>',
    sent: 'GET /a/b z=1&a=1&a=',
  },
  {
    name: 'the text of an option',
    html: '<form><select name=a><option>  one \n two&nbsp; <!-- x -->three </select><select name=b><option label=L>text</select><button>Go</button></form>',
    sent: 'GET /a/b a=one+two%C2%A0+three&b=text',
  },
  {
    name: 'a list that a field ends',
    html: '<form><select name=a><option>1<input name=b value=2><button>Go</button></form>',
    sent: 'GET /a/b a=1&b=2',
  },
  {
    name: 'tags in a list',
    html: '<form><select name=a><div><option value=1><b>one</b></div><option><i>2</i>x</select><button>Go</button></form>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'nothing to choose',
    html: '<form><input name=z value=1><select name=a><option disabled>1</select><select name=b disabled><option>1</select><select name=c></select><button>Go</button></form>',
    sent: 'GET /a/b z=1',
  },
  {
    name: 'boxes and radio buttons',
    html: '<form><input type=checkbox name=a checked><input type=checkbox name=a value=2><input type=CHECKBOX name=b value="" checked><input type=radio name=r value=1 checked><input type=radio name=r value=2 checked><button>Go</button></form>',
    sent: 'GET /a/b a=on&b=&r=2',
  },
  {
    name: 'a chosen radio button that is disabled',
    html: '<form><input name=z value=1><input type=radio name=r value=1 checked><input type=radio name=r value=2 checked disabled><button>Go</button></form>',
    answers: { r: [] },
    sent: 'GET /a/b z=1',
  },
  {
    name: 'radio buttons of two forms',
    html: '<form><input type=radio name=r value=1 checked><button name=go value=1>Go</button></form><form><input type=radio name=r value=2 checked></form>',
    answers: { go: '1' },
    sent: 'GET /a/b r=1&go=1',
  },
  {
    name: 'a hidden field for a box that is not ticked',
    html: '<form><input type=hidden name=remember value=0><input type=checkbox name=remember value=1><button>Go</button></form>',
    sent: 'GET /a/b remember=0',
  },
  {
    name: 'lines of a textarea',
    html: '<form method=post><textarea name=a>\n\n one\r\ntwo\rthree &amp; <b></textarea><textarea name=b>\nx</textarea><button>Go</button></form>',
    sent: 'POST /a/b application/x-www-form-urlencoded a=%0D%0A+one%0D%0Atwo%0D%0Athree+%26+%3Cb%3E&b=x',
  },
  {
    name: 'lines of a textarea in parts',
    html: '<form method=post enctype=multipart/form-data><textarea name=a>\n\n one\r\ntwo</textarea><button>Go</button></form>',
    sent: 'POST /a/b multipart/form-data a=%0D%0A+one%0D%0Atwo',
  },
  {
    name: 'ends of lines in a value',
    html: '<form method=post><input type=hidden name="a\nb" value="1\n2"><input name=c value="1\n2\r3"><input type=email name=d value=" a@b\n "><input type=url name=e value=" http://x "><button>Go</button></form>',
    sent: 'POST /a/b application/x-www-form-urlencoded a%0D%0Ab=1%0D%0A2&c=123&d=a%40b&e=http%3A%2F%2Fx',
  },
  {
    name: 'a picture',
    html: '<form><input name=z value=1><input type=image name=a value=v id=press><input name=y value=2></form>',
    sent: 'GET /a/b z=1&a.x=0&a.y=0&y=2',
  },
  {
    name: 'a picture without a name',
    html: '<form><input name=z value=1><input type=image value=v id=press></form>',
    sent: 'GET /a/b z=1&x=0&y=0',
  },
  {
    name: 'buttons that send nothing',
    html: '<form><input name=z value=1><button type=reset name=a value=1>R</button><button type=BUTTON name=b value=1>B</button><input type=reset name=c><input type=button name=d value=1><button type=foo name=e value=1>Go</button></form>',
    sent: 'GET /a/b z=1&e=1',
  },
  {
    name: 'a button between fields',
    html: '<form><input name=a value=1><button name=go value=1>Go</button><input name=b value=2><input name=a value=3></form>',
    sent: 'GET /a/b a=1&go=1&b=2&a=3',
  },
  {
    name: 'a button without a value',
    html: '<form><input name=z value=1><button name=go>Text</button></form>',
    sent: 'GET /a/b z=1&go=',
  },
  {
    name: 'a form in a form',
    html: '<form action=/one><input name=a value=1><form action=/two><input name=b value=2></form><input name=c value=3><button>Go</button></form>',
    sent: 'GET /one a=1&b=2',
  },
  {
    name: 'a form that ends before an element in it',
    html: '<form action=/one id=one><div><input name=a value=1></form><input name=b value=2><form action=/two><input name=c value=3></form></div><input name=d value=4><button form=one id=press>Go</button>',
    answers: { a: '1' },
    sent: 'GET /one a=1&b=2',
  },
  {
    name: 'a form in an element of a form that has ended',
    html: '<form action=/one id=one><div><input name=a value=1></form><input name=b value=2><form action=/two id=two><input name=c value=3></form></div><input name=d value=4><button form=two id=press>Go</button>',
    answers: { c: '3' },
    sent: 'GET /two c=3',
  },
  {
    name: 'a form around rows',
    html: '<table><form action=/t><tr><td><input name=a value=1></td></tr><tr><td><button name=go value=2>Go</button></td></tr></form></table><input name=b value=3>',
    sent: 'GET /t a=1&go=2',
  },
  {
    name: 'a hidden field between rows',
    html: '<table><form action=/t><input type=hidden name=h value=1><tr><td><input name=a value=1><button>Go</button></td></tr></form></table>',
    sent: 'GET /t h=1&a=1',
  },
  {
    name: 'a form that a cell ends',
    html: '<table><tr><td><form action=/t><input name=a value=1></td><td><input name=b value=2></td></tr></table><button>Go</button>',
    sent: 'GET /t a=1&b=2',
  },
  {
    name: 'tags that cross',
    html: '<p><form action=/m><b><input name=a value=1></p></form><input name=b value=2></b><button form=x>Go</button>',
    sent: 'GET /m a=1&b=2',
  },
  {
    name: 'capitals',
    html: '<FORM METHOD=PoSt ACTION=/C><INPUT NAME=a VALUE=1 TYPE=HIDDEN><INPUT NAME=a NAME=b VALUE=2><BUTTON NAME=G VALUE=1>Go</BUTTON></FORM>',
    sent: 'POST /C application/x-www-form-urlencoded a=1&a=2&G=1',
  },
  {
    name: 'types of fields',
    html: '<form><input type=foo name=a value=1><input type="" name=b value=2><input type=" text" name=c value=3><input type=color name=d><input type=file name=e><input type=number name=i value=7><button>Go</button></form>',
    sent: 'GET /a/b a=1&b=2&c=3&d=%23000000&e=&i=7',
  },
  {
    name: 'a file that nobody has chosen',
    html: '<form method=post enctype=multipart/form-data><input type=file name=e><input name=a value=1><button>Go</button></form>',
    sent: 'POST /a/b multipart/form-data e=&a=1',
  },
  {
    name: 'the field for the character set',
    html: '<form><input type=hidden name=_charset_><input type=hidden name=_CHARSET_ value=x><input name=_charset_ value=y><button>Go</button></form>',
    sent: 'GET /a/b _charset_=UTF-8&_CHARSET_=UTF-8&_charset_=y',
  },
  {
    name: 'fields without a name',
    html: '<form><input value=1><input name="" value=2><select><option>1</select><textarea>x</textarea><input name=a value=1><button>Go</button></form>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'a drawing and a formula',
    html: '<form><svg><input name=a value=1></svg><math><mi><input name=b value=2></mi></math><svg><foreignObject><input name=c value=3></foreignObject></svg><button>Go</button></form>',
    sent: 'GET /a/b b=2&c=3',
  },
  {
    name: 'comments',
    html: '<form><!-- <input name=a value=1> --><!--> <input name=b value=2><!-- --!><input name=c value=3><button>Go</button></form>',
    sent: 'GET /a/b b=2&c=3',
  },
  {
    name: 'what is text, whatever it looks like',
    html: '<form><script>"<input name=a value=1>"</script><style><input name=b></style><title><input name=c></title><xmp><input name=d></xmp><noframes><input name=e></noframes><iframe><input name=f></iframe><input name=g value=1><button>Go</button></form>',
    sent: 'GET /a/b g=1',
  },
  {
    name: 'a query that is replaced',
    html: '<form action="/x?old=1#f"><input name=a value=1><button>Go</button></form>',
    sent: 'GET /x a=1',
  },
  {
    name: 'a field that cannot be changed',
    html: '<form><input name=a value=1 readonly><input name=b value=2 disabled=false><button>Go</button></form>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'a button in a legend',
    html: '<form><fieldset disabled><legend><button name=go value=1>Go</button></legend><input name=a value=1></fieldset></form>',
    sent: 'GET /a/b go=1',
  },
  {
    name: 'a field after the end',
    html: '<form><input name=a value=1><button>Go</button></body></html><input name=b value=2>',
    sent: 'GET /a/b a=1&b=2',
  },
  {
    name: 'blanks',
    html: '<form><input name=" a " value=" 1 "><input name="b" value="&#0;"><button>Go</button></form>',
    sent: 'GET /a/b +a+=+1+&b=%EF%BF%BD',
  },
  {
    name: 'a button that closes a dialog',
    html: '<form><input name=a value=1><button formmethod=dialog>Close</button><button id=press>Go</button></form>',
    answers: { Go: '' },
    sent: 'GET /a/b a=1',
  },
  {
    name: 'an address of blanks',
    html: '<base href=/one/><form action="  "><input name=a value=1><button>Go</button></form>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'blanks around an address',
    html: '<form action=" /x "><input name=a value=1><button>Go</button></form>',
    sent: 'GET /x a=1',
  },
  {
    name: 'a frameset',
    html: '<form><input name=a value=1><button>Go</button></form><frameset></frameset>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'a button in a button',
    html: '<form><button name=a value=1>x<button name=b value=2 id=press>y</button></form>',
    answers: { b: '2' },
    sent: 'GET /a/b b=2',
  },
  {
    name: 'a label that never ends',
    html: '<form><label><input name=a value=1><button>Go</label></form>',
    sent: 'GET /a/b a=1',
  },
  {
    name: 'plain text to the end',
    html: '<form><input name=a value=1><button>Go</button><plaintext><input name=b value=2></form>',
    sent: 'GET /a/b a=1',
  },
];
