// Messages in templates, when the page is built. `{m.key()}` between tags, and `title={m.key()}`, ask for nothing and
// change only with the language; as expressions each of them is a text node to find, an effect and a derived value, in
// code and at every start. Here they become a mark in the template's text, which `worded` of `src/say.ts` replaces when
// the template is first made; in another language `App` makes everything anew. Whatever asks for values stays as it is.
import { parse } from 'svelte/compiler';

/** A mark, as it stands between the two builds: the place of a message among the texts. */
const MARK = /~(\d+)~/;
const IMPORTED = /import \* as m from ["'][^"']*\/messages["']/;
/** What has no place among what a template writes down, so that two texts around it are neighbours. */
const UNWRITTEN = new Set(['Comment', 'ConstTag', 'DebugTag', 'SnippetBlock']);
/** Elements whose words are their value as well. */
const VALUED = new Set(['option', 'textarea', 'select', 'title', 'script', 'style']);
/** Attributes that are more than words. */
const KEPT = new Set(['value', 'class', 'style', 'checked', 'key']);

/** The text with these pieces of it replaced. @param {string} code @param {[number, number, string][]} edits */
export function edited(code, edits) {
  let done = code;
  for (const [start, end, text] of edits.sort((a, b) => b[0] - a[0]))
    done = done.slice(0, start) + text + done.slice(end);
  return done;
}

/** Calls `visit` for every node of a syntax tree, with what is above it. */
export function walk(node, visit, above = []) {
  if (visit(node, above) === false) return;
  const below = [...above, node];
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one && typeof one === 'object' && typeof one.type === 'string') walk(one, visit, below);
  }
}

/** The place of the message that an expression says, when it asks for nothing. */
function placeOf(expression, places) {
  if (expression?.type !== 'CallExpression' || expression.arguments.length > 0) return undefined;
  const { callee } = expression;
  if (callee.type !== 'MemberExpression' || callee.computed || callee.object.name !== 'm') return undefined;
  return places.get(callee.property.name);
}

/** A component's source with marks for its still messages. @param {string} source @param {string[]} keys */
export function marked(source, keys) {
  if (!IMPORTED.test(source)) return source;
  const places = new Map(keys.map((key, at) => [key, at]));
  const edits = [];
  const { fragment } = parse(source, { modern: true });
  walk(fragment, (node) => {
    if (node.type === 'Attribute') {
      const [only] = Array.isArray(node.value) ? node.value : [node.value];
      const place = only?.type === 'ExpressionTag' ? placeOf(only.expression, places) : undefined;
      const alone = !Array.isArray(node.value) || node.value.length === 1;
      if (place !== undefined && alone && !KEPT.has(node.name))
        edits.push([node.start, node.end, `${node.name}="~${place}~"`]);
      return false;
    }
    if (node.type === 'RegularElement' && VALUED.has(node.name)) {
      node.attributes.forEach((one) => walk(one, () => undefined));
      return false;
    }
    if (node.type === 'Fragment') edits.push(...still(node.nodes, places));
    return undefined;
  });
  return edited(source, edits);
}

/** Marks for the texts of a fragment that stand among nothing but text. */
function still(nodes, places) {
  const edits = [];
  let run = [];
  let moves = false;
  const end = () => {
    if (!moves) edits.push(...run);
    run = [];
    moves = false;
  };
  for (const node of nodes) {
    if (UNWRITTEN.has(node.type) || node.type === 'Text') continue;
    if (node.type !== 'ExpressionTag') {
      end();
      continue;
    }
    const place = placeOf(node.expression, places);
    if (place === undefined) moves = true;
    else run.push([node.start, node.end, `~${place}~`]);
  }
  end();
  return edits;
}

/**
 * A compiled module with its marks made good: in a template through `worded`, anywhere else through `word`.
 * @param {string} code @param {object} tree
 */
export function unmarked(code, tree) {
  if (!MARK.test(code)) return code;
  const edits = [];
  walk(tree, (node) => {
    const only = sole(node, code);
    if (only !== undefined) {
      edits.push([node.start, node.end, `m.writing(${only})`]);
      return false;
    }
    const template = node.type === 'CallExpression' && /^from_(html|svg)$/.test(node.callee.property?.name ?? '');
    if (template && MARK.test(code.slice(node.start, node.end))) {
      edits.push([
        node.callee.start,
        node.callee.end + 1,
        `m.worded(${code.slice(node.callee.start, node.callee.end)}, `,
      ]);
      return false;
    }
    if (node.type !== 'Literal' && node.type !== 'TemplateLiteral') return undefined;
    const text = code.slice(node.start, node.end);
    if (!MARK.test(text)) return undefined;
    const found = /^(['"`])~(\d+)~\1$/.exec(text);
    if (!found) throw new Error(`a message stands among other things in ${text}`);
    edits.push([node.start, node.end, `m.word(${found[2]})`]);
    return false;
  });
  return edited(code, edits);
}

/** The place of the message that is all that a snippet or a branch shows. */
function sole(node, code) {
  if (node.type !== 'ArrowFunctionExpression' || node.body.type !== 'BlockStatement') return undefined;
  const written = node.body.body.filter((one) => !/^\$\.next\(/.test(code.slice(one.start, one.end)));
  const [text, shown, ...more] = written;
  if (text?.type !== 'VariableDeclaration' || shown?.type !== 'ExpressionStatement' || more.length > 0)
    return undefined;
  const { id, init } = text.declarations[0];
  const place = /^\$\.text\((['"`])~(\d+)~\1\)$/.exec(code.slice(init.start, init.end))?.[2];
  const append = code.slice(shown.expression.start, shown.expression.end);
  return append === `$.append($$anchor, ${id.name})` ? place : undefined;
}
