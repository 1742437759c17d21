-- One track on one invoice.
CREATE TABLE InvoiceLine (
    InvoiceLineId INTEGER NOT NULL,
    InvoiceId     INTEGER NOT NULL,
    TrackId       INTEGER NOT NULL,
    UnitPrice     NUMERIC(10, 2) NOT NULL, -- price at the time of sale
    Quantity      INTEGER NOT NULL,
    CONSTRAINT PK_InvoiceLine PRIMARY KEY (InvoiceLineId),
    FOREIGN KEY (InvoiceId) REFERENCES Invoice (InvoiceId),
    FOREIGN KEY (TrackId) REFERENCES Track (TrackId)
);
