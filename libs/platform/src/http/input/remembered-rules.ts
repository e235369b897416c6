import { getMetadataStorage } from 'class-validator';

type Gather = ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas'];

/**
 * Lets class-validator gather the rules of a class once. By itself it does so for each input, and goes through every
 * class of the program to find which of them the class extends.
 */
export function rememberRules(): void {
  const storage = getMetadataStorage();
  const gather: Gather = storage.getTargetValidationMetadatas.bind(storage);
  const known = new WeakMap<object, ReturnType<Gather>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (schema || always || strictGroups || groups?.length)
      return gather(target, schema, always, strictGroups, groups);
    const rules = known.get(target) ?? gather(target, schema, always, strictGroups, groups);
    known.set(target, rules);
    return rules;
  };
}
