/** `form > 0`, or `form >= 0` where it is not strict, with what follows from it, reckoned once. */
import { type Decimal, ONE } from '../base/index.js';
import { addForms, type LinearForm, negateForm, rangeOfForm, scaleForm } from './linear-form.js';
import { QuickForm, type Side } from './quick-form.js';

/** The rules of a policy are held against each other in turn, so each is asked many times. */
export class Inequality {
  readonly form: LinearForm;
  readonly isStrict: boolean;
  #opposite: Inequality | null = null;
  #whole: Inequality | null = null;
  #quick: QuickForm | null = null;
  #isImpossible: boolean | null = null;

  constructor(form: LinearForm, isStrict: boolean) {
    this.form = form;
    this.isStrict = isStrict;
  }

  /** What is true where this is known and false. */
  get opposite(): Inequality {
    this.#opposite ??= new Inequality(negateForm(this.form), !this.isStrict);
    return this.#opposite;
  }

  /** Where all that is counted is whole: `n > 2` is `n >= 3`. */
  get whole(): Inequality {
    this.#whole ??= roundedToWhole(this);
    return this.#whole;
  }

  /** Whether no values of the measures make it hold: proven, not just not found. */
  get isImpossible(): boolean {
    this.#isImpossible ??= isNegative(this.quick.most(), () =>
      cannotHold(this.form, this.isStrict),
    );
    return this.#isImpossible;
  }

  get quick(): QuickForm {
    this.#quick ??= new QuickForm(this.form);
    return this.#quick;
  }

  /** Whether the two exclude each other in a sum in which a term that they share drops out. */
  excludes(second: Inequality): boolean {
    for (const [key, { coefficient }] of this.form.terms) {
      const other = second.form.terms.get(key)?.coefficient;
      if (other === undefined || other.isNegative() === coefficient.isNegative()) continue;
      const areApart = isNegative(this.quick.mostBeside(second.quick, key), () => {
        // Multiplied by each other's amount, so that nothing is divided and rounded.
        const ours = scaleForm(this.form, other.abs());
        const theirs = scaleForm(second.form, coefficient.abs());
        return cannotHold(addForms(ours, theirs), this.isStrict || second.isStrict);
      });
      if (areApart) return true;
    }
    return false;
  }
}

/** What doubles are sure of; exact arithmetic has the last word. */
function isNegative(side: Side, exactly: () => boolean): boolean {
  return side === 'unsure' ? exactly() : side === 'below';
}

function cannotHold(form: LinearForm, isStrict: boolean): boolean {
  const { most, isMostOpen } = rangeOfForm(form);
  return most.lt(0) || (most.isZero() && (isStrict || isMostOpen));
}

function roundedToWhole(inequality: Inequality): Inequality {
  const { form, isStrict } = inequality;
  const terms = [...form.terms.values()];
  const isWhole = terms.every((term) => term.isWhole && isInteger(term.coefficient));
  if (terms.length === 0 || !isWhole) return inequality;
  const floor = form.constant.floor();
  const isExact = floor.eq(form.constant);
  const constant = isStrict && isExact ? floor.minus(ONE) : floor;
  return new Inequality({ ...form, constant }, false);
}

function isInteger(value: Decimal): boolean {
  return value.isInteger();
}
