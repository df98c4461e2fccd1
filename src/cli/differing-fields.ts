/** Where two JSON texts part: `order.price`, `kind`. */

export function differingFields(left: string, right: string): readonly string[] {
  const fields: string[] = [];
  compare(JSON.parse(left), JSON.parse(right), '', fields);
  return fields.length === 0 ? ['the order of its keys'] : fields;
}

function compare(left: unknown, right: unknown, path: string, fields: string[]): void {
  if (isObject(left) && isObject(right)) {
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      compare(left[key], right[key], path === '' ? key : `${path}.${key}`, fields);
    }
  } else if (left !== right) {
    fields.push(`\`${path}\``);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
