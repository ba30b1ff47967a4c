"""The companies of the demo, all invented: each followed by its subsidiaries, indented."""

# Acme's accounts come first, to get the first numbers in a new database.
# name | place | industry (default: the parent's) | any of: a type (default: CUSTOMER), inactive, owner=SHORT_NAME
# (default: by region), partner=NAME
ACME = """
Acme Corp Global | boston | MANUFACTURING | owner=dan
  Acme Corp US | chicago | | owner=rita
  Acme Corp EMEA | amsterdam | | owner=ray
    Acme Corp UK | london | | owner=ray partner=Brightline Resellers
    Acme Corp Germany | hamburg | | PROSPECT owner=ray
  Acme Corp APAC | tokyo | | PROSPECT owner=ron
Brightline Resellers | manchester | TECHNOLOGY | PARTNER owner=max
"""

FAMILIES = """
Solvane Holdings | london | FINANCE |
  Solvane Communications Group | london | MARKETING |
    Larkfield & Daughters | london | |
      Mint & Mallow | leeds | RETAIL |
        Mint & Mallow Ireland | dublin | |
      Pebblewick Toys | manchester | RETAIL | partner=Brightline Resellers
      Oaten Hill Cereals | glasgow | AGRICULTURE | FORMER_CUSTOMER
    Atelier Lumeraine | paris | |
      Maison Ombrelle | paris | RETAIL |
      Velours Neuf | lyon | RETAIL | PROSPECT
    Studio Kupferblau | berlin | |
      Löwenzahn Naturkost | berlin | RETAIL |
      Südwind Reisen | munich | HOSPITALITY | PROSPECT
    Tall Grass Creative | new-york | |
      Cedar & Sparrow Coffee | seattle | HOSPITALITY |
      Hollow Drum Records | austin | ENTERTAINMENT | inactive
  Solvane Property | london | REAL_ESTATE | FORMER_CUSTOMER inactive
Torvelin Advisory Worldwide | new-york | CONSULTING |
  Torvelin Advisory Americas | new-york | |
    Torvelin Advisory USA | chicago | |
      Torvelin Advisory Midwest Practice | chicago | |
      Torvelin Advisory Pacific Practice | seattle | | PROSPECT
    Torvelin Advisory Canada | toronto | |
    Torvelin Advisory México | mexico | | PROSPECT
    Torvelin Advisory Brasil | sao-paulo | |
  Torvelin Advisory Europe | amsterdam | |
    Torvelin Advisory Deutschland | frankfurt | |
    Torvelin Advisory Nordics | stockholm | | FORMER_CUSTOMER
    Torvelin Advisory Iberia | madrid | |
  Torvelin Advisory Asia Pacific | singapore | |
    Torvelin Advisory Australia | sydney | |
    Torvelin Advisory Japan | tokyo | | PROSPECT
Nimbrel Software | dublin | SOFTWARE | PARTNER owner=max
Quillmere Bank Group | london | BANKING |
  Quillmere Retail Bank | london | | partner=Nimbrel Software
  Quillmere Insurance | leeds | INSURANCE | partner=Nimbrel Software
  Quillmere Private Wealth | zurich | FINANCE | PROSPECT
  Quillmere Payments | dublin | FINANCE | inactive
Brackenholt Health Partners | boston | HEALTHCARE |
  Brackenholt General Hospital | boston | | partner=Nimbrel Software
  Brackenholt Children's Clinic | boston | |
  Brackenholt Home Care | atlanta | STAFFING | PROSPECT
  Brackenholt Research Institute | boston | EDUCATION |
Häfelin & Söhne Maschinenbau | munich | MANUFACTURING |
  Häfelin Antriebstechnik | cologne | AUTOMOTIVE |
    Häfelin Getriebe Werk Zwei | cologne | | inactive
  Häfelin Polska | gdansk | | PROSPECT
  Häfelin North America | atlanta | |
Fjellvang Energi | oslo | ENERGY |
  Fjellvang Nett | oslo | UTILITIES |
  Fjellvang Vind Sverige | stockholm | | PROSPECT
Marrowby Stores | manchester | RETAIL |
  Marrowby Fresh | leeds | AGRICULTURE | partner=Brightline Resellers
  Marrowby Online | london | TECHNOLOGY | partner=Brightline Resellers
  Marrowby Distribution | leeds | LOGISTICS |
    Marrowby Cold Chain | manchester | LOGISTICS | PROSPECT
青霧精機 Aokiri Seiki | osaka | MANUFACTURING |
  Aokiri Robotics | osaka | TECHNOLOGY | PROSPECT
  Aokiri Singapore | singapore | |
Wattlebrook Media | sydney | MEDIA |
  Wattlebrook Television | sydney | MEDIA |
  Wattlebrook Radio | melbourne | ENTERTAINMENT |
  Wattlebrook Outdoor | auckland | MARKETING | FORMER_CUSTOMER
Ostervale County Council | leeds | GOVERNMENT |
  Ostervale Schools Trust | leeds | EDUCATION | partner=Brightline Resellers
  Ostervale Water | leeds | UTILITIES | PROSPECT
Almendral Seguros | madrid | INSURANCE |
  Almendral Salud | madrid | HEALTHCARE | PROSPECT
"""

# name | place | industry | as above
SINGLES = """
Amberwell Orchards | seattle | AGRICULTURE |
Banyan Loop Telecom | bengaluru | TELECOMMUNICATIONS |
Barleycorn Brew Supply | denver | RETAIL | PROSPECT
Birkenhain Logistik | hamburg | LOGISTICS |
Bluethistle Biotech | glasgow | HEALTHCARE | PROSPECT
Bramblegate University | leeds | EDUCATION | partner=Nimbrel Software
Caldera Trail Outfitters | denver | RETAIL |
Canto Novo Energia | sao-paulo | ENERGY | PROSPECT
Casa Ribalta Hoteles | madrid | HOSPITALITY |
Centro Nevado Logística | mexico | LOGISTICS |
Cinder & Oak Construction | atlanta | CONSTRUCTION |
Clearfen Analytics | london | SOFTWARE | PROSPECT
Copperleaf Yard | austin | REAL_ESTATE | PROSPECT
Dovetail Row Joinery | manchester | CONSTRUCTION | FORMER_CUSTOMER
Driftmark Shipping | hamburg | LOGISTICS | FORMER_CUSTOMER inactive
Elkhorn Prairie Power | denver | UTILITIES |
Emberline Games | montreal | ENTERTAINMENT |
Érablière Nordique | montreal | AGRICULTURE | PROSPECT
Fabbrica Seta Blu | milan | MANUFACTURING |
Falkenried Versicherung | frankfurt | INSURANCE | PROSPECT
Farrowdale Foods | leeds | AGRICULTURE |
Ferrocarril del Lago | mexico | LOGISTICS | PROSPECT
Foxmere Staffing | london | STAFFING |
Gannet Bay Fisheries | cape-town | AGRICULTURE | PROSPECT
Gallowtree Legal | glasgow | SERVICES |
Granite Ferry Bank | boston | BANKING | PROSPECT
Greywether Aerospace | seattle | MANUFACTURING |
Hálainn Data | dublin | SOFTWARE |
Harrowgate Street Museum | new-york | NONPROFIT | PROSPECT
Heliograf Optik | berlin | TECHNOLOGY |
Hinterland Mobility | melbourne | AUTOMOTIVE |
Honeydew Robotics | austin | TECHNOLOGY | PROSPECT
Institut Vaucombe | lyon | EDUCATION |
Ivory Lantern Hotels | singapore | HOSPITALITY |
Jarvisfield School District | chicago | EDUCATION |
Kajsa & Lind Inredning | stockholm | RETAIL | PROSPECT
Kererū Outdoor | auckland | RETAIL | FORMER_CUSTOMER
Kite & Anchor Press | london | MEDIA |
Lantern Street Shelter | chicago | NONPROFIT |
Lindenwerk Stadtwerke | cologne | UTILITIES | PROSPECT
Longshadow Pictures | new-york | ENTERTAINMENT | FORMER_CUSTOMER
Mangrove Point Clinics | singapore | HEALTHCARE | PROSPECT
Meridian Loom Textiles | bengaluru | MANUFACTURING |
Molino Sant'Elmo | milan | AGRICULTURE | PROSPECT
Monsoon Ledger | bengaluru | FINANCE | PROSPECT
Nordhavn Tekstil | oslo | RETAIL | FORMER_CUSTOMER inactive
Northlight Telecom Coop | toronto | TELECOMMUNICATIONS | PROSPECT
Oriel Court Advisers | london | CONSULTING | PROSPECT partner=Brightline Resellers
Ostrich Fern Nurseries | toronto | AGRICULTURE | inactive
Paloma Verde Alimentos | mexico | RETAIL |
Pont-Gris Assurances | paris | INSURANCE |
Quartz Meadow Mining | cape-town | ENERGY |
Redfern & Quay Estates | sydney | REAL_ESTATE |
Riverwren Credit Union | atlanta | BANKING |
Rookwood Fire Authority | manchester | GOVERNMENT | partner=Nimbrel Software
Saltgrass Ventures | austin | FINANCE | PROSPECT
Sparrowhawk Couriers | london | LOGISTICS | FORMER_CUSTOMER
Stellwerk Neun | berlin | MEDIA | PROSPECT
Sunne Kraft | stockholm | ENERGY |
Tegelhof Bouw | amsterdam | CONSTRUCTION | PROSPECT
Thistledown Charity Shops | glasgow | NONPROFIT |
Tideway Housing | london | REAL_ESTATE |
Umbra Motori | milan | AUTOMOTIVE |
Vela Grande Turismo | madrid | HOSPITALITY | FORMER_CUSTOMER
Verdigris Paint Works | chicago | MANUFACTURING |
Wagtail Childcare | melbourne | SERVICES | PROSPECT
Westerkade Handel | amsterdam | OTHER |
Wrenwillow Hospice | toronto | HEALTHCARE |
Yarrow & Finch Tailors | leeds | RETAIL | PROSPECT
Żuraw Konsulting | gdansk | CONSULTING |
Åsgrav Studio | stockholm | MEDIA | PROSPECT
Zinnia Field Seeds | austin | AGRICULTURE |
"""
