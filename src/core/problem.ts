/**
 * Expected failures. Everything a person can do something about is a Problem with a code from the table
 * below; the doors turn it into a page, `problem+json` or an exit code. Anything else is a fault of the
 * program: it crashes the request and is logged.
 */

/** Sentences in ICU message form. They tell the person what to do. Translations: catalogue key `problem.<code>`. */
export const problems = {
  'date-invalid':
    '“{value}” is not a date of the calendar. Write a year (2011), a month (2011-06) or a day (2011-06-14).',
  'symbol-invalid':
    '“{value}” is not a United Nations document symbol. Write it as on the document, for example A/HRC/43/40.',
  'language-unknown': '“{value}” is not a language of this installation. Use one of: {known}.',
  'citation-missing':
    'A statement without a source cannot be stored. Give the title or symbol of the document that says it.',
  'data-locked':
    'The data folder {folder} is in use by {holder}. Stop that process, or give another folder with --data.',
  'clock-behind':
    'The clock of this machine says {now}, but the last change in the record was made at {last}. Set the clock. If that change was made with a wrong clock and this one is right, start once with --clock-is-right.',
  'clock-jumped':
    'The clock of this machine says {now}; by the time that passed it should be {expected}. Nothing is shown or stored with wrong dates: set the clock, or start Plumbline again if it is right now.',
  'data-not-writable':
    'The data folder {folder} cannot be written to ({detail}). Give another folder with --data, or change its rights.',
  'disk-full':
    'The disk that holds the record is full. Nothing was changed. Make room on it, then try again.',
  'disk-failed':
    'The disk that holds the record failed ({detail}). Whether the change was stored is not certain: look before you repeat it. Have the disk checked, and keep a backup elsewhere.',
  'record-missing':
    'There is no record in {folder} yet. Run “plumbline serve” once, or give the folder with --data.',
  'record-newer':
    'The record was written by a newer version of Plumbline (format {version}; this one knows {known}). Install the newer version.',
  'record-older':
    'The record in {folder} is from an older version. Run “plumbline serve” once to bring it up to date.',
  'record-damaged':
    'The record {file} cannot be read ({detail}). Restore a backup with “plumbline restore FILE”.',
  'record-altered':
    'The audit log does not agree with the record in {count} places. Run “plumbline audit verify” to see which.',
  'backup-exists': 'The file {file} is there already. Give a new name; a backup never overwrites.',
  'backup-missing': 'There is no file {file}. Check the name of the backup.',
  'backup-damaged': 'The backup {file} is damaged: {detail}. Nothing was changed; use another backup.',
  'record-not-empty':
    'The data folder {folder} holds a record already. Give a new folder with --data; a package never mixes with what is there.',
  'package-invalid':
    'The package {file} cannot be taken in: {detail}. Nothing was changed; get it again from where it was made.',
  'package-row-invalid':
    'This row of the package cannot be taken in: {detail}. Nothing was changed; get the package again from where it was made.',
  'package-altered':
    'The package {file} is not as it was written: its audit log does not agree with its rows in {count} places (the first: {first}). Nothing was changed. “plumbline audit verify FILE” names them all.',
  'package-too-large':
    'The record is larger than the {most} GB that a package can hold. Take it along as a backup: “plumbline backup FILE”.',
  'not-found': 'There is nothing at {what}. Check the address, or start from the home page.',
  'parameter-invalid': 'The parameter {name} cannot be “{value}”: {detail}.',
  'parameter-twice': 'The address names {name} twice. Leave one of them out.',
  'edition-states-missing': 'Name the States of the edition: either --region or --states.',
  'edition-record-changed': 'The record changed while the edition was drawn. Nothing was kept; run it again.',
  'address-invalid': '“{value}” is no address of the web. Give one such as https://plumbline.example.org.',
  'port-in-use':
    'Port {port} of {host} cannot be used; something else may be listening there. Give another with --port.',
  'query-quote-open':
    'A quotation mark is open before {part}. Close it after the last word, or take it away.',
  'query-bracket-open': 'A bracket is open. Write ) after the last of the words that belong together.',
  'query-bracket-stray':
    'There is a ) without its (. Take it away, or write ( before the first of the words.',
  'query-operator-alone':
    '{operator} joins words and lacks one beside it. Write words on both sides of it, or write it in small letters to look for the word itself.',
  'query-not-alone':
    '“{part}” only takes away. Write before it what is looked for, such as: children {part}.',
  'query-star-inside':
    'In {part} the star stands before a letter. It can stand at the end of a word only, such as traffick*.',
  'query-prefix-short': 'Too many words begin like {part}. Write at least {least} letters before the star.',
  'query-too-long': 'The query has {count} words, more than {most}. Shorten it.',
  'query-too-deep': 'There are brackets within brackets more than {most} deep. Write the query with fewer.',
  'commitment-invalid': 'The commitment cannot be stored: {field}: {detail}',
  'demand-invalid':
    '“{value}” is not the key of a demand: {detail}. “plumbline label TEXT” shows the key of what a text asks for.',
  'follow-up-invalid': 'The entry cannot be stored: {field}: {detail}',
  'link-invalid': 'The decision cannot be stored: {field}: {detail}',
  'instrument-missing':
    'Say which instrument {file} lists, for example --instrument OPSC. Known are: {known}.',
  'instrument-unknown':
    '“{value}” is not an instrument of the record. Use its short name, for example OPSC or ILO-C182.',
  'checklist-unknown': 'There is no checklist “{value}”. There are: {known}.',
  'checklist-point-unknown': 'The checklist {checklist} has no point “{value}”.',
  'checklist-invalid': 'The point cannot be stored: {field}: {detail}',
  'hook-invalid':
    '“{value}” is not a legal hook. Write the instrument and the article, for example OPSC 3(1)(b) or OPSC 4-5.',
  'hook-article-missing':
    '{instrument} has no article {article}; its last one is {last}. Correct the legal hook.',
  'round-invalid': 'The round cannot be opened: {field}: {detail}.',
  'round-unknown': 'There is no round of coding “{value}”. “plumbline law round list” shows all.',
  'round-closed':
    'The round {value} was closed without result, so nothing can be written in it. Open a new round to code again.',
  'round-finished':
    'All coders of the round {value} have handed in, and its answers are in the record. It can no longer be closed or changed.',
  'seat-number-unknown':
    'The round {round} has no seat of “{value}”. “plumbline law round list” names the coders.',
  'seat-change-invalid': 'The seat cannot be changed: {detail}.',
  'seat-reissued':
    'This address no longer works: the seat got a new one. Ask whoever opened the round for it. What was saved here stays with the seat, unless another coder took it over.',
  'seat-is-frozen':
    '{coder} has handed in, so the seat needs no address any more and cannot be given to anybody else.',
  'seat-unknown':
    'This is not the address of a coder’s seat. Copy the whole address again, or ask whoever opened the round for it.',
  'seat-handed-in':
    'These answers were handed in, so they can no longer be changed. What is typed now stays in this browser only.',
  'paper-undecided':
    'Several texts of point {point} wait. Choose one of them on the page of the point, then go on.',
  'paper-incomplete':
    'Some answers cannot be handed in yet: points {points}. Their pages say what is missing.',
  'adjudication-invalid': 'The decision cannot be stored: {field}: {detail}.',
  'as-at-missing': 'Say for which day {file} speaks, for example --as-at 2026-05-31.',
  'act-mark-unknown':
    '“{mark}” in “{value}” is not a mark of the Treaty Collection. Known are a, d, A, AA and c.',
  'act-unknown': '“{value}” is not a kind of act. Use one of: {known}.',
  'status-unknown': '“{value}” is not a status. Use one of: {known}.',
  'table-unrecognised': '{file} has no table with the columns {columns}. Check that it is the right file.',
  'pdf-unavailable':
    'A PDF cannot be made on this machine ({detail}). Take the Word or the HTML file, and print from there.',
  'not-allowed':
    'This needs an account with the right to do it: sign in. While nobody administers the installation, open the address that the server printed when it started (“To add files or administer …”) in this browser.',
  busy: 'Too many people ask for files and searches at this moment. Wait {seconds} seconds, then try again.',
  'password-again':
    'You signed in more than five minutes ago. Give your password once more, so that nobody else does this at your browser.',
  'factor-missing':
    'Whoever may change the record needs a second factor here, and your account has none. Turn one on at {where}; until then you can read like anyone without an account.',
  'state-unknown':
    '“{value}” is not a State of the list. Use its ISO 3166-1 code of three letters (MUS) or its name.',
  'group-unknown':
    'There is no group of States “{value}”, or it had no members yet on the day. Known are: {known}. Or name the States with their codes, for example BRN, KHM.',
  'state-not-listed':
    '“{value}” is no State of the list; it stands for the {kind} {name}. Leave it out, or name the State that is meant.',
  'table-file-too-large': 'The file is larger than {cap} bytes. Split it, or leave out what is not needed.',
  'table-empty': 'There is no table here. Check that the file was saved whole, with its header row.',
  'table-not-text':
    'The file is not text that can be read. Save the table as CSV (UTF-8) or as an Excel workbook (.xlsx).',
  'table-header-twice': 'The column “{name}” stands twice in the header. Rename or remove one of the two.',
  'table-row-uneven':
    'The row has {found} cells, the header has {expected}. Check separators and quotes in this row.',
  'table-quote-open':
    'A quoted cell begins here and never ends. The file was cut short, or a quotation mark is missing.',
  'table-quote-stray':
    'There is text after the closing quotation mark. Double the quotation marks inside the cell.',
  'table-cell-too-long': 'The cell is longer than {cap} characters. Check the quotes, or shorten it.',
  'table-row-too-long': 'The row is longer than {cap} characters. Check quotes and line ends of the file.',
  'table-too-many-rows': 'The table has more than {cap} rows. Split the file.',
  'table-too-many-columns': 'The table has more than {cap} columns. Leave out those that are not needed.',
  'table-too-many-cells': 'The table has more than {cap} cells. Split it, or leave out what is not needed.',
  'table-too-deep':
    'Elements stand within elements more than {cap} deep. Save the page or file again from its source.',
  'table-format-unknown':
    'This is {format}, not a table that can be read. Save the table as CSV (UTF-8) or as an Excel workbook (.xlsx).',
  'xml-doctype':
    'The file declares a document type, which is not read for safety. Remove the line that begins with <!DOCTYPE.',
  'xml-invalid': 'The XML cannot be read ({detail}). Get the file from its source again.',
  'xml-too-large': 'The file has more than {cap} elements. Split it.',
  'xml-token-too-long':
    'A tag or a text is longer than {cap} characters. Get the file from its source again.',
  'page-too-many-tables': 'The page has more than {cap} tables. Save only the part that is needed.',
  'archive-damaged': 'The file cannot be unpacked ({detail}). It was cut short or damaged; get it again.',
  'archive-too-large':
    'The file unpacks to far more than it should hold. It was not read; save the table as CSV instead.',
  'archive-encrypted': 'The file is protected by a password. Save it without one.',
  'workbook-old':
    'This is a workbook of Excel 95 or older, or no workbook at all. Save it as .xlsx or .csv and give that file.',
  'workbook-missing': 'The file is a ZIP archive without an Excel workbook. Save the table as .xlsx or .csv.',
  'workbook-sheet-missing': 'The workbook has no sheet “{sheet}”. It has: {known}.',
  'workbook-days-1904':
    'The workbook counts its days from 1904 (an option of old Excel for Macintosh). Switch that option off, check the dates, and save again.',
  'document-old':
    'This is an old Word file (.doc). Open it in a word processor, save it as .docx and give that file.',
  'document-format-unknown':
    'This is {format}, not a document that can be read. Give a PDF, a Word file (.docx) or a saved web page.',
  'document-damaged':
    'The document cannot be read ({detail}). It was cut short or damaged; get it from its source again.',
  'document-without-text': 'There is no text in the document. If it is a scan, give one with text.',
  'document-without-recommendations':
    'No recommendations were found in the document. Look at it with “plumbline split”; reports of UPR reviews, addenda to them, thematic lists of OHCHR and concluding observations are read.',
  'addendum-without-answers':
    'No answers were found in the addendum. Look at it with “plumbline split”; lists of numbers that the State accepts or notes are read, and answers that stand behind a number.',
  'addendum-report-missing':
    'This addendum answers the report {symbol}, of which the record holds no recommendation to {state}. Import that report first, then this file again.',
  'document-state-missing':
    'The document does not say in its title or symbol which State it is about. Say it, for example --state SVN.',
  'document-session-missing':
    'The document does not say of which session of the Universal Periodic Review it is. Say it, for example --session 34.',
  'document-symbol-missing':
    'The document does not show its symbol. Say it, for example --symbol A/HRC/43/15.',
  'document-date-missing': 'The document does not show its date. Say it, for example --as-at 2019-12-19.',
  'document-says-otherwise':
    'The document says {said} ({name}), and {given} was given. Leave it out, or check that it is the right file.',
  'document-encrypted': 'The document is protected by a password. Save it without one.',
  'document-too-many-pages': 'The document has more than {cap} pages. Split it.',
  'document-too-long':
    'The document holds more text than a document should ({cap} characters at most). Split it.',
  'document-inflates':
    'The document unpacks to far more than it should hold. It was not read; get it from its source again.',
  'table-value-invalid':
    'The cell {cell} holds “{value}”. Give a whole number from 0 to 9007199254740991 (amounts in their smallest unit).',
  'table-code-twice': 'The code “{code}” stands twice. Give each code once.',
  'table-code-unknown': '“{code}” is not among {where}. Correct the code, or add it to the hierarchy.',
  'period-invalid':
    '“{value}” is not a period. Write 2019, 2019-Q4, 2019-06, 2019-06-14, or a first day with its length: 2018-04-01/P1Y.',
  'breakdown-invalid': '“{value}” is not a breakdown. Write AGE=Y15T17;SEX=F, or leave it empty for all.',
  'engine-unreachable':
    '{engine} does not answer ({detail}). Check the address, the user and the password, and that the server runs.',
  'engine-refuses': '{engine} cannot be used for this vault: {detail}.',
  'table-hierarchy-cyclic':
    'In the dimension {dimension} the code “{code}” is above itself. Correct the parents in the hierarchy.',
  'table-hierarchy-deep':
    'The hierarchy of the dimension {dimension} has more than {most} levels. Check its parents.',
  'table-hierarchy-roots':
    'The dimension {dimension} needs exactly one code without a parent, the total, shared by its hierarchies; found: {roots}.',
  'table-zero-impossible':
    'The cell {cell} is said to be impossible and holds {value}. Correct the count, or say that it is possible.',
  'table-codes-two':
    'A table has two dimensions of which a person can have several codes: {dimensions}. Put them into different tables.',
  'table-codes-hierarchies':
    'A person can have several codes of the dimension {dimension}; it can have one hierarchy only. Leave the others out.',
  'table-codes-more':
    '{part} counts {value}, more than {whole} with {most}. Each person counts once for each code, and once in the total. Correct the counts.',
  'table-codes-fewer':
    '{whole} counts {value} persons, and its codes together only {sum}. Give each person at least one code; there may be one such as “None stated”.',
  'table-codes-exclusive':
    '“{code}” says that nothing is stated, and stands beside other codes of the same person. Take out one or the other.',
  'table-hierarchies-disagree':
    'In the dimension {dimension} the hierarchies do not cover the same codes under “{code}”. Complete the one that lacks some.',
  'table-relation-invalid':
    'The relation {relation} cannot be read. Name each cell once, with whole coefficients other than 0.',
  'table-not-additive':
    'The relation {relation} does not add up; the difference is {difference}. Correct the table first.',
  'table-overflow': 'The sum in {relation} goes beyond 9007199254740991. Give the amounts in a larger unit.',
  'table-holding-invalid':
    'The organisation {organisation} cannot hold {count} of the cell {cell}. Give a whole number no larger than the cell.',
  'table-too-large':
    'The tables have {cells} cells, more than {most}, and would need about {memory} GB of memory. Leave out dimensions or codes, or split the tables.',
  'privacy-budget-exceeded':
    '“{purpose}” would cost ρ = {rho}, but of the privacy budget of {budget} only {left} is left. Publish less, accept more noise, or leave it out.',
  'table-column-missing':
    'The column “{column}” is missing; the file has: {found}. Add it, or correct the name in the header.',
  'table-amount-invalid':
    'The cell {cell} holds “{value}”. Give a number of at least 0 without an exponent, such as 12 or 12.5.',
  'table-mark-invalid': '“{value}” is neither 0 nor 1. Write 1 for yes and 0 for no.',
  'spec-invalid': 'The specification cannot be used: {detail}. Correct it; docs/disclosure.md shows one.',
  'codebook-invalid': 'The codebook cannot be used: {detail}. Correct the file and try again.',
  'training-too-little':
    'There are {texts} texts of earlier sessions to learn from (without any of the categories: {missing}) and {later} of later ones to calibrate on. Give files that cover more sessions and all five categories.',
  'training-row-refused': 'The row cannot be learnt from: {detail}. Mend it and try again.',
  'model-invalid':
    'The trained model {file} cannot be used ({detail}). Remove the file, or make it anew with “plumbline train”.',
  'vault-unrecognised': 'This is no vault of Plumbline. Check the name of the file.',
  'vault-newer':
    'The vault was written by a newer version of Plumbline (format {version}). Install the newer version.',
  'vault-key-kind': 'The vault opens with a {wanted}, and none was given. Give that one.',
  'vault-key-wrong':
    'The passphrase or key file is not that of this vault. Nothing opens it without the right one.',
  'vault-damaged': 'The vault is damaged: {detail}. Nothing of it was used; take a copy of it that is whole.',
  'vault-exists': 'The file {file} is there already. Give a new name; a vault never overwrites.',
  'vault-busy':
    'The vault is being written, or a writing was broken off. If no other command works on it, remove {file} (it is encrypted and not whole) and try again.',
  'vault-changed':
    'The vault {file} was written by another command since it was opened. Nothing was stored; do it again.',
  'vault-passphrase-missing':
    'Give the passphrase: on the terminal when asked, with --passphrase-stdin, in PLUMBLINE_VAULT_PASSPHRASE, or a key file with --key-file. It is never given as an argument.',
  'vault-key-weak':
    'The {what} is too short: it has {found} of at least {least}. A short one can be tried out.',
  'vault-loaded-before':
    'This file was loaded into the vault before, under the name {before}. Its records would count twice; nothing was loaded.',
  'runtime-too-old':
    'This needs Node.js {version} or newer. Start the program by “npm start” or “npx plumbline”, which bring one.',
  'records-header-missing':
    'The first row of the file does not look like the names of columns. Write the names of the columns there; the records begin in the second row.',
  'records-column-missing':
    'The column “{column}” of the codebook is not in the header of the file. Correct the header or the codebook.',
  'records-column-unknown':
    'The column “{column}” is not in the codebook. Add it there as a variable, or under leftOut with the reason; nothing was loaded.',
  'records-identifier':
    'The column “{column}” would lead to persons: {why}. No table needs it. Take it out of the file, or name it under leftOut in the codebook; nothing was loaded.',
  'records-refused':
    'Nothing was loaded. Values are not shown, since they may be personal; look at these cells in the file: {detail}.',
  'parquet-invalid':
    'The Parquet file cannot be read: {detail}. Write it again with Snappy, GZIP or Zstandard, or save the table as CSV.',
  'protection-impossible':
    'Whatever else is withheld, these cells cannot be protected: {cells}. The sums in brackets give them away, through zeros or cells that must be shown. Merge categories, let zeros be withheld, take cells out of “published”, or waive the cell with a reason. Nothing was written.',
  'protection-not-proven':
    'No proof was found that these cells are safe: {cells}. Do not publish the table. Merge categories or leave out a table, and try again. Nothing was written.',
  'certificate-invalid':
    'This is not a certificate that can be read: {detail}. Give the file that “plumbline protect --certificate” wrote.',
  'release-row-invalid':
    'The cell {cell} has the status “{status}” and the number “{value}”. A published cell has a whole number; a withheld one has none.',
  'release-cell-missing':
    'The release does not hold the cell {cell}. Add its row, with an empty number where it is withheld.',
  'release-differs':
    'The cell {cell} is {value} here and {other} in the newer release. Releases of different data cannot be compared cell by cell.',
  'plan-invalid': 'The plan cannot be used: {detail}. Correct it; docs/vault.md shows one.',
  'vault-section-invalid':
    'The part “{section}” of the vault was written by another version of the program. Open the vault with that version.',
  'release-refused':
    'The release “{name}” is refused: with everything published before, a reader could work out, exactly or too closely, {cells}. Merge categories or leave out a table; what was published before stays known.',
  'release-not-proven':
    'The release “{name}” is not proven safe: {detail} Nothing was published. Protect the plan again, or merge categories.',
  'release-name-taken': 'A release “{name}” stands in the ledger already. Give this one another name.',
  'release-missing': 'There is no release “{name}” in the ledger. “plumbline vault ledger” lists them.',
  'release-not-withdrawable':
    'The release “{name}” cannot be taken back: whoever has a copy keeps it. It stays in the ledger, and everything published later is protected together with it. Publish a correction as a new release, and take the files down where you put them.',
  'release-invalid':
    'This is not a release that can be taken in: {detail}. Get the release again from its source.',
  'release-table-invalid':
    'The row does not fit the description of the release: {detail}. Get the release again from its source.',
  'draft-missing': 'There is no draft “{name}”; there are: {known}. Make it with “plumbline vault protect”.',
  'draft-outdated':
    'The records are not those that the draft “{name}” was made from. Protect the plan again.',
  'records-contradict':
    'The records contradict the codebook in {cell}: a record has no code of a variable, or has codes that cannot stand together. Look at them with “plumbline vault quality”, and load them again when they are mended.',
  'codebook-changed':
    'The release “{name}” published {cell}, which the codebook of the vault does not have any more. Give the code its place again: what was published is known by its codes.',
  'ledger-broken':
    'Entry {entry} of the ledger (“{name}”) is not the one that was written. Do not publish from this vault; restore a copy of it.',
  'privacy-budget-missing':
    'This vault has no privacy budget. Set it once, for all releases with noise together: “plumbline vault budget VAULT --epsilon 4 --delta 1e-6”.',
  'privacy-budget-set': 'The privacy budget of this vault was set to ρ = {budget} and cannot be changed.',
  'folder-not-empty': 'The folder {folder} is not empty. Give a new one.',
  'file-not-writable':
    'The file {file} cannot be written ({detail}). Give another name, or change the rights of its folder.',
  'release-contradictory':
    'No table of whole numbers agrees with everything in the release. Check the published numbers and the earlier releases.',
  'file-changed':
    'The file {file} changed while it was read. Nothing was stored; import it again when it is whole.',
  'file-missing': 'There is no file {file}. Check its name.',
  'format-unknown': 'The form of {file} is not known. End the name with one of: {known}.',
  'sdmx-unrecognised': 'This is {format}, no SDMX message. Give a file of SDMX-CSV, SDMX-JSON or SDMX-ML.',
  'sdmx-feature-unread':
    'Not read here: {feature}. Ask the source for the data as SDMX-CSV, SDMX-JSON or SDMX-ML 2.1, and give that file.',
  'sdmx-invalid': 'The SDMX message cannot be read: {detail}. Get it from its source again.',
  'sdmx-column-missing':
    'The data set has no {column}; it has: {found}. Ask the source for all dimensions, with the area, the indicator and the period.',
  'sdmx-value-invalid': '{column} holds “{value}”: {detail}. Correct it, or ask the source.',
  'sdmx-column-unclear':
    '{column} is no attribute that is known, and its values ({value}) are no codes. Leave the column out, or give it codes.',
  'sdmx-cell-twice':
    'The same figure ({cell}) stands twice with different values. Leave one out, or ask the source for the dimension that tells them apart.',
  'figures-source-missing':
    'Say which series of figures {file} belongs to, for example --source "UNICEF Data Warehouse".',
  'figures-state-missing': '{file} does not name its State. Say it, for example --state GBR.',
  'figures-indicator-missing':
    '{file} does not say which indicator its figures are of. Say it, for example --indicator 16.2.3.',
  'figures-decimal-unclear':
    '“{value}” can be read in two ways, and no other number of the file tells which. Say it: --decimal point or --decimal comma.',
  'figures-cell-invalid': '“{value}” cannot be taken. Expected: {expected}.',
  'figures-metadata-unrecognised':
    'The file has no name of an indicator among its metadata. Give the metadata file of an Open SDG site (indicator_name, indicator_number …).',
  'sdmx-query-invalid': 'The query cannot be answered: {detail}.',
  'sdmx-no-results': 'Nothing matches this query ({what}). Ask for less, or look at the dataflows first.',
  'sdmx-not-acceptable': 'The format {asked} is not offered here. Use one of: {known}.',
  'sdmx-too-large': 'The answer would hold more than {cap} figures. Narrow the key or the period.',
  'sdmx-not-offered': '{what} is not offered here.',
  'law-unknown': 'There is no law “{value}” in the record. Look for it on the page of the State.',
  'law-invalid': '{what} cannot be entered: {detail}. Correct it and try again.',
  'akoma-ntoso-invalid':
    'The law cannot be taken from this file of Akoma Ntoso: {detail}. Get it again from its source, or enter the law by a table.',
  'assessment-invalid': 'The assessment of {what} cannot be entered: {detail}. Correct it and try again.',
  'account-invalid': 'The account cannot be entered: {detail}. Correct it and try again.',
  'alert-invalid': 'The alert cannot be kept: {detail}. Correct it and try again.',
  'sending-invalid': 'Sending of alerts is not set up as it should be: {detail}. The README shows how.',
  'account-missing': 'There is no account “{what}”. “plumbline account list” shows those there are.',
  'password-weak': 'Choose another password: {detail}.',
  'invitation-gone':
    'This invitation was used, or its seven days are over. Ask an administrator for a new one.',
  'proposal-decided': 'This proposal was decided already. Open it again to see how.',
  'restore-unknown': 'There is no such row here. Open the page again and choose one.',
  'restore-current': 'The record says this already, so nothing was entered. Choose an earlier row.',
  'restore-held':
    'The source of this row is held in confidence, so it is not restored from here. Enter it anew with its source.',
  'restore-reason': 'Say why the row is restored, in at most {most} letters. Everyone can read it.',
  'translation-empty': 'Write the translation before you send it.',
  'translation-long': 'The translation has more than {most} characters. Shorten it.',
  'translation-known': 'This translation is approved already. Change it, or leave it as it is.',
  'translation-outdated':
    'The English text has changed since this was written. Read it as it stands now, and translate it again.',
  'translation-elsewhere':
    'These texts cannot be translated here: they come with the program, or pages show them in English.',
  'translation-unknown':
    'There is no text “{what}” in the record any more. Take the file anew, and fill in that one.',
  'translation-twice': 'The same text stands in an earlier row. Keep one of the two.',
  'translation-columns':
    'This is no file of texts: it needs the columns {columns}. Take it from the page of the language.',
  'translation-file-refused': 'Nothing of the file was taken. Mend the rows below, then hand it in again.',
  'sign-in-refused': 'The address, the password or the code is not right. Try again.',
  'sign-in-wait': 'Too many tries. Wait {seconds} seconds, then try again.',
  'passkey-refused':
    'The passkey was not taken. Open the page again and try once more, or sign in with your password.',
  'provider-invalid':
    'Signing in with an outside provider is not set up as it should be: {detail}. docs/running.md shows how.',
  'provider-unreachable':
    '{name} cannot be asked at the moment ({detail}). Try again later, or sign in with your password.',
  'provider-refused': '{name} did not sign you in ({detail}). Begin again, or sign in with your password.',
  'provider-clock':
    'The clocks of {name} and of this installation differ too much, so its answer was not taken. Tell whoever runs this installation; until then sign in with your password.',
  'provider-issuer':
    'The answer is of another provider than {name}, and was not taken. Begin again; if it stays so, tell whoever runs this installation.',
  'provider-unproven':
    'The answer of {name} could not be verified, and was not taken. Begin again; if it stays so, tell whoever runs this installation.',
  'provider-answer-late':
    'This belongs to nothing that was begun in this browser within the last five minutes. Begin again.',
  'identity-unknown':
    'No account here is linked with this identity. Sign in with your password, and link it under “Your account”.',
  'identity-taken':
    'This identity, or this account, is linked already. Remove that link first, then begin again.',
  'administrator-missing':
    'Nobody administers this installation yet, so it listens on this machine only. Open the one-time address here first, or run “plumbline account add”; then start it with --host {host}.',
  'file-not-chosen': 'No file came with the form. Choose a file, and send the form again.',
  'form-unreadable': 'The form did not arrive whole. Open the page again, and send it once more.',
  'import-stored-already':
    'The file was stored before it could be stopped. Nothing is taken back: a correction is a further file.',
  'preview-gone':
    'This preview is no longer held (ten minutes, or the server was started anew). Choose the file again.',
} as const satisfies { [code: string]: string };

export type ProblemCode = keyof typeof problems;
export type ProblemDetails = { readonly [name: string]: string | number };

/** Where in an outside file a problem was found. Rows and columns are counted from 1; row 1 is the header. */
export interface Place {
  readonly file?: string;
  readonly sheet?: string;
  readonly row?: number;
  readonly column?: string;
}

/** An expected failure. `message` is the English sentence, with the place in front when there is one. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;
  readonly place: Place | undefined;

  constructor(code: ProblemCode, details: ProblemDetails = {}, place?: Place) {
    const sentence = problems[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''));
    super(place ? `${describePlace(place)}: ${sentence}` : sentence);
    this.name = 'Problem';
    this.code = code;
    this.details = details;
    this.place = place;
  }

  /** The same problem, told with the place where it was found. */
  at(place: Place): Problem {
    return new Problem(this.code, this.details, { ...place, ...this.place });
  }
}

/** "ratifications.csv, sheet Status, row 12, column action_date" */
export function describePlace(place: Place): string {
  return [
    place.file,
    place.sheet && `sheet ${place.sheet}`,
    place.row && `row ${place.row}`,
    place.column && `column ${place.column}`,
  ]
    .filter(Boolean)
    .join(', ');
}
