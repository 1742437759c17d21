-- How the tables hang together; each reference has an index on its referring side.
-- From money to music: Customer 1-n Invoice 1-n InvoiceLine n-1 Track n-1 Album n-1 Artist; Track n-1 Genre, MediaType.
CREATE INDEX IFK_AlbumArtistId ON Album (ArtistId);                   -- an artist's albums
CREATE INDEX IFK_TrackAlbumId ON Track (AlbumId);                     -- an album's tracks
CREATE INDEX IFK_TrackGenreId ON Track (GenreId);                     -- tracks of a genre
CREATE INDEX IFK_TrackMediaTypeId ON Track (MediaTypeId);             -- tracks of a kind of file
CREATE INDEX IFK_InvoiceCustomerId ON Invoice (CustomerId);           -- what a customer bought
CREATE INDEX IFK_InvoiceLineInvoiceId ON InvoiceLine (InvoiceId);     -- what is on an invoice
CREATE INDEX IFK_InvoiceLineTrackId ON InvoiceLine (TrackId);         -- how often a track was sold
CREATE INDEX IFK_PlaylistTrackPlaylistId ON PlaylistTrack (PlaylistId); -- what a playlist holds
CREATE INDEX IFK_PlaylistTrackTrackId ON PlaylistTrack (TrackId);     -- in which playlists a track stands
CREATE INDEX IFK_CustomerSupportRepId ON Customer (SupportRepId);     -- whom an employee looks after
CREATE INDEX IFK_EmployeeReportsTo ON Employee (ReportsTo);           -- who reports to an employee
