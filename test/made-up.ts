/** A table in the form of UPR Info's files, with texts of our own. */
export const madeUpTable = [
  'To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session',
  'Mauritius,Africa,AU,"Act against the sexual exploitation of children, also online",Uruguay,GRULAC,OAS,Accepted,5,Rights of the Child,4',
  'Mauritius,Africa,AU,Train the police,Norway,WEOG,,Noted,4,Justice,17',
  'Thailand,Asia,ASEAN,Ratify the protocol,Chile,GRULAC,OAS,Accepted,5,International instruments,12',
  '',
].join('\n');
