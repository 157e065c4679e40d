/** A call, meeting, visit or mail with what was said. `{contact}`, `{subject}` and `{city}` are filled in. */
export interface Talk {
  readonly kind: 'call' | 'meeting' | 'email' | 'visit' | 'message';
  readonly subject: string;
  readonly bodies: readonly string[];
}

/** What is to be done before a talk, and what the deal says comes next. */
export interface Errand {
  readonly title: string;
  readonly step: string;
  readonly kind: 'todo' | 'call' | 'mail' | 'meeting';
}

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly unit: string;
  readonly category: string;
  /** In the currency of the company. */
  readonly price: number;
}

/** Everything the demo company says, in one language. Lists by stage follow the open columns of the board. */
export interface Words {
  readonly company: {
    readonly name: string;
    readonly country: string;
    readonly currency: string;
    readonly time_zone: string;
    /** Hours its clocks are ahead of UTC, near enough for office hours. */
    readonly ahead: number;
    /** What one unit of the price list is worth in its currency. */
    readonly factor: number;
  };
  /** The owner, a manager and the sellers. */
  readonly team: readonly string[];
  /** Of everybody who sells, and the two below it. */
  readonly teams: readonly [sales: string, newcomers: string, customers: string];
  readonly partner: string;
  readonly partner_role: readonly [name: string, description: string];
  readonly lead_rules: readonly [large: string, web: string];
  /** What is to be seen to in a stage of the board before a deal goes on. */
  readonly checklists: readonly (readonly { readonly name: string; readonly optional?: true }[])[];
  readonly renewals: {
    readonly name: string;
    /** Of the board, with percents where they are open. */
    readonly stages: readonly (readonly [name: string, probability?: number])[];
    readonly losses: readonly string[];
    readonly deal: string;
  };
  /** A deal few may see, and what is written down about it. */
  readonly secret: readonly [title: string, note: string, next_step: string];
  /** A task with parts. */
  readonly fair: {
    readonly title: string;
    readonly parts: readonly string[];
    readonly checklist: readonly string[];
  };
  readonly first_names: readonly string[];
  readonly last_names: readonly string[];
  readonly phone: string;
  readonly cities: readonly (readonly [city: string, postal_code: string, street: string])[];
  readonly industries: readonly string[];
  /** First parts of firm names, and what follows by industry. */
  readonly stems: readonly string[];
  readonly trades: readonly (readonly string[])[];
  readonly titles: readonly (readonly [title: string, department: string])[];
  readonly sources: readonly string[];
  readonly tags: { readonly accounts: readonly string[]; readonly contacts: readonly string[] };
  readonly fields: {
    readonly score: string;
    readonly segment: string;
    readonly segments: readonly [string, string, string];
  };
  readonly products: readonly Product[];
  readonly price_book: string;
  readonly terms: string;
  readonly inquiries: readonly string[];
  readonly lead_talks: readonly Talk[];
  readonly first_deals: readonly string[];
  readonly later_deals: readonly string[];
  readonly talks: readonly (readonly Talk[])[];
  readonly errands: readonly (readonly Errand[])[];
  readonly after_sale: readonly Errand[];
  readonly losses: readonly (readonly [reason: string, note: string])[];
  readonly declines: readonly string[];
  readonly notes: readonly string[];
  /** `{who}` becomes a mention. */
  readonly comments: readonly string[];
  readonly errands_today: readonly Errand[];
  readonly planned: readonly Talk[];
  readonly lead_step: string;
}
