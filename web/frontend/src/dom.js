// Elements and words. All text becomes text nodes: nothing here reads HTML.

// An element: functions in `attributes` listen to events, true sets an attribute without a value.
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// What a template left in a block of JSON, such as the words in the reader's language.
export function given(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

// A text with values in the place of {names}; numbers as the language of the page has them.
export function put(text, values) {
  const language = document.documentElement.lang;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(language));
}
