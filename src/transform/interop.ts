/**
 * What stands in for ES modules' `import` in CommonJS, as text: it is put before a module's own, since a module may run
 * where nothing else of ours is loaded.
 */

/** What the fixture has handed from one registry of Jest's to another: there it is shown as loaded no more. */
const SHARED = 'globalThis[Symbol.for("jest-mcp.shared-modules")]';

/** Marks what this transformer has made of an ES module. It names nothing that the module may declare for itself. */
export const markText = 'module.isEsModule=true;';

/** Names that the texts below mean, and a module may give to something of its own. */
export const globalNames: ReadonlySet<string> = new Set(['Object', 'Promise', 'Symbol', 'globalThis', 'Map']);

/**
 * The default import of a CommonJS module is its `module.exports`, as Node has it, also where that says `__esModule`.
 * Compilers take that for a module of theirs, whose default is its `default`: what is written for Node
 * (`tool.default()`) would then break, and what breaks in Node would pass.
 *
 * A mock that a test makes of an ES module is known by `__esModule` alone (`{ __esModule: true, default: … }`), so that
 * this holds only for what Jest shows as loaded from a file of a package.
 */
const viewText = lines(`
function __jestMcpNode(m,s){
if(!m||!m.__esModule)return m;
try{var f=require.resolve(s),c=require.cache[f],h=${SHARED};
if(!/[\\\\/]node_modules[\\\\/]/.test(f)||!(c?c.exports===m&&!c.isEsModule:h&&h.has(m)))return m;}catch(e){return m;}
var r=Object.defineProperty({"default":m},"__esModule",{value:true});
Object.keys(m).forEach(function(k){if(k!=="default")Object.defineProperty(r,k,{enumerable:true,get:function(){return m[k];}});});
return r;}
`);

const bindText = lines(`
function __jestMcpBind(o,m,k){var d=Object.getOwnPropertyDescriptor(m,k);
if(!d||("get" in d?!m.__esModule:d.writable||d.configurable))d={enumerable:true,get:function(){return m[k];}};
Object.defineProperty(o,k,d);}
`);

const namespaceText = lines(`
function __jestMcpNamespace(m){if(m&&m.__esModule)return m;
var r={};if(m!=null)Object.getOwnPropertyNames(m).forEach(function(k){if(k!=="default")__jestMcpBind(r,m,k);});
Object.defineProperty(r,"default",{enumerable:true,value:m});return r;}
`);

const defaultText = 'function __jestMcpDefault(m){return m&&m.__esModule?m:{"default":m};}';

const starText = lines(`
function __jestMcpStar(m){
for(var p in m)if(p!=="default"&&!Object.prototype.hasOwnProperty.call(exports,p))__jestMcpBind(exports,m,p);}
`);

/**
 * `import()`. A specifier may be a URL, with a query: Node evaluates a file once for each query. The first is what a
 * plain import gets as well, each other one is evaluated beside what is loaded already. While an entry runs, the
 * fixture answers for it: the entry has evaluated its modules for itself, and what it loads late must be the same.
 */
const importText = lines(`
function __jestMcpImport(specifier){
return new Promise(function(resolve){
var s=""+specifier,q="",m;
if(/^data:/i.test(s))throw new Error("import() of a data: URL needs native ES modules: set  preset: 'jest-mcp/presets/esm'  in your Jest configuration.");
if(m=/^((?:\\.{0,2}\\/|file:)[^?#]*)([?#].*)$/i.exec(s)){s=m[1];q=m[2];}
if(/^file:/i.test(s))s=require("node:url").fileURLToPath(s);
var load=function(){return Promise.resolve().then(function(){return __jestMcpNamespace(__jestMcpNode(require(s),s));});};
var via=globalThis[Symbol.for("jest-mcp.import")];
if(!q)return resolve(via?via(load,undefined,[require,s]):load());
var file=require.resolve(s),all=globalThis[Symbol.for("jest-mcp.queries")]||(globalThis[Symbol.for("jest-mcp.queries")]=new Map()),known=all.get(file);
if(!known)all.set(file,known=new Map());
if(!known.has(q))known.set(q,known.size===0&&!require.cache[file]?load():Promise.resolve().then(function(){
var jest=require("@jest/globals").jest,kept=Object.keys(require.cache).filter(function(f){
try{return f!==file&&require.cache[f].loaded!==false&&require(f)===require.cache[f].exports;}catch(e){return false;}}),fresh;
kept.forEach(function(f){var exports=require.cache[f].exports;jest.doMock(f,function(){return exports;});});
try{jest.isolateModules(function(){fresh=require(file);});}finally{kept.forEach(function(f){jest.dontMock(f);});}
return __jestMcpNamespace(fresh);}));
resolve(known.get(q));});}
`);

const texts = {
  bind: bindText,
  star: starText,
  default: defaultText,
  view: viewText,
  namespace: namespaceText,
  import: importText,
};

/** Functions that a module may need. */
export type Helper = keyof typeof texts;

const needs: Readonly<Partial<Record<Helper, readonly Helper[]>>> = {
  star: ['bind'],
  namespace: ['bind'],
  import: ['namespace', 'bind', 'view'],
};

/** Their declarations, with those of what they call. As functions they are there before the first statement. */
export function helperTexts(wanted: Iterable<Helper>): string[] {
  const all = new Set<Helper>();
  for (const helper of wanted) for (const one of [helper, ...(needs[helper] ?? [])]) all.add(one);
  return (Object.keys(texts) as Helper[]).filter(helper => all.has(helper)).map(helper => texts[helper]);
}

function lines(text: string): string {
  return text.trim().replace(/\n/g, '');
}
