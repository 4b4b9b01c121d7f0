// Shows /openapi.json: every route with its parameters, bodies and answers, every type with its fields.
const make = (tag, text, className) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
};

const typeOf = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const options = schema.oneOf ?? schema.anyOf;
  if (options) return options.map(typeOf).join(" | ");
  if (schema.allOf) return schema.allOf.map(typeOf).join(" & ");
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`;
  const type = Array.isArray(schema.type) ? schema.type.join(" | ") : schema.type ?? "any";
  return schema.format ? `${type} (${schema.format})` : type;
};

const bodyType = (content) => Object.entries(content ?? {}).map(([media, { schema }]) => `${typeOf(schema)} as ${media}`).join(", ");

const list = (entries) => {
  const dl = make("dl");
  for (const [name, text] of entries) dl.append(make("dt", name), make("dd", text));
  return dl;
};

const route = (path, method, operation) => {
  const details = make("details");
  const summary = make("summary");
  summary.append(make("span", method.toUpperCase(), "method"), make("code", path), make("span", ` ${operation.summary ?? ""}`));
  details.append(summary);
  if (operation.description) details.append(make("p", operation.description));
  const given = (operation.parameters ?? []).map((p) => [p.name, `${p.in}, ${typeOf(p.schema)}${p.description ? `: ${p.description}` : ""}`]);
  if (operation.requestBody) given.push(["body", bodyType(operation.requestBody.content)]);
  if (given.length) details.append(make("h3", "Given"), list(given));
  const answers = Object.entries(operation.responses ?? {}).map(([status, answer]) => [status, [answer.description, bodyType(answer.content)].filter(Boolean).join(": ")]);
  details.append(make("h3", "Answered"), list(answers));
  details.dataset.text = `${method} ${path} ${operation.summary ?? ""}`.toLowerCase();
  return details;
};

const type = (name, schema) => {
  const details = make("details");
  const summary = make("summary");
  summary.append(make("code", name), make("span", ` ${schema.description ?? ""}`));
  details.append(summary);
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length) details.append(list(fields.map(([field, of]) => [field, `${typeOf(of)}${of.description ? `: ${of.description}` : ""}`])));
  else details.append(make("pre", typeOf(schema)));
  return details;
};

const show = (api) => {
  document.getElementById("about").textContent = api.info.description ?? "";
  const routes = document.getElementById("routes");
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of ["get", "put", "post", "patch", "delete", "head"]) if (item[method]) routes.append(route(path, method, item[method]));
  }
  const types = document.getElementById("types");
  for (const [name, schema] of Object.entries(api.components?.schemas ?? {})) types.append(type(name, schema));
  document.getElementById("filter").addEventListener("input", (event) => {
    const wanted = event.target.value.toLowerCase();
    for (const node of routes.children) node.hidden = !node.dataset.text.includes(wanted);
  });
};

fetch("/openapi.json").then((answer) => answer.json()).then(show, () => {
  document.getElementById("about").textContent = "The description could not be read.";
});
