/** A licence of SPDX's list (https://spdx.org/licenses/). */
export interface ListedLicence {
  /** `GPL-3.0-or-later` */
  readonly id: string;
  readonly name: string;
  readonly osiApproved: boolean;
  readonly text: string;
}

/** The texts that a LICENSE file is compared with. */
export interface LicenceTexts {
  /** All of them, one after the other: 5 MB. */
  all(): AsyncIterable<ListedLicence>;
}
