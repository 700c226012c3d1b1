// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../../src/IGPUVault.sol";
import {Bounds} from "./Bounds.sol";
import {MarketBooks} from "./MarketBooks.sol";
import {NotingWallet} from "./Receivers.sol";

/// @dev How a market makes its moves: each first makes true what it needs.
abstract contract MarketMoves is MarketBooks {
    uint256 internal constant FIRST_KEY = 0xA0;
    uint256 private constant FIRST_SESSION_KEY = 0xB0;
    /// @dev In place of a key: the wallet contract says yes.
    uint256 private constant WALLET = 0;
    bool private immutable _coin;

    constructor(bool coin) {
        _coin = coin;
        _begin();
        (payee, fee) = (feeRecipient, FEE_BPS);
        accounts.push(vm.addr(FIRST_KEY));
        accounts.push(address(new NotingWallet()));
        for (uint256 i = 0; i < KEYS; ++i) {
            sessions.push(vm.addr(FIRST_SESSION_KEY + i));
        }
        accounts.push(provider);
        accounts.push(feeRecipient);
        accounts.push(stranger);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _give(accounts[i], 0);
        }
    }

    /// @dev Nothing: a market begins once, and this is no move in it.
    function setUp() public pure override {}

    function _isNative() internal view override returns (bool) {
        return _coin;
    }

    function _anybody(uint256 who) internal view returns (address) {
        return accounts[who % accounts.length];
    }

    function _pay(address from, address to, uint256 amount) internal {
        if (_coin) vm.deal(from, from.balance + amount);
        else token.mint(from, amount);
        vm.prank(from);
        vault.depositFor{value: _value(amount)}(to, amount);
        owed[to] += amount;
    }

    // Opening

    function _openBySelf(uint256 who, uint256 whom, uint64 rate, uint32 term) internal returns (uint64) {
        IGPUVault.RentalOrder memory order = _readyOrder(who, whom, rate, term);
        return _openOne(order, _signerOf(order.customer), address(0));
    }

    function _openByKey(uint256 who, uint256 which, uint256 whom, uint64 rate, uint32 term) internal returns (uint64) {
        IGPUVault.RentalOrder memory order = _readyOrder(who, whom, rate, term);
        which %= KEYS;
        _readyKey(order.customer, sessions[which], uint256(rate) * term);
        return _openOne(order, FIRST_SESSION_KEY + which, sessions[which]);
    }

    function _openOne(IGPUVault.RentalOrder memory order, uint256 signer, address key) private returns (uint64) {
        if (vault.openingPaused()) {
            vm.prank(owner);
            vault.setOpeningPaused(false);
        }
        author = order.customer;
        _open(order, _signBy(signer, _orderHash(order)));
        _bookOpening(order, key);
        return order.rentalId;
    }

    /// @dev An order that its customer can pay.
    function _readyOrder(uint256 who, uint256 whom, uint64 rate, uint32 term)
        private
        returns (IGPUVault.RentalOrder memory)
    {
        address account = accounts[who % CUSTOMERS];
        _readyMoney(account, uint256(rate) * term);
        return IGPUVault.RentalOrder(uint64(books.length), account, _anybody(whom), rate, term, uint40(block.timestamp));
    }

    function _readyMoney(address account, uint256 amount) private {
        if (owed[account] < amount) _pay(account, account, amount - owed[account]);
    }

    function _readyKey(address account, address key, uint256 amount) private {
        (uint128 limit, uint128 spent, uint40 expiresAt) = vault.sessionKey(account, key);
        if (expiresAt >= block.timestamp && limit >= spent + amount) return;
        vm.prank(account);
        vault.grantSessionKey(key, uint128(spent + amount), uint40(block.timestamp + 10 days));
    }

    function _grantSigned(uint256 who, address key, uint128 limit, uint40 expiresAt) internal {
        address account = accounts[who];
        IGPUVault.SessionGrant memory g =
            IGPUVault.SessionGrant(account, key, limit, expiresAt, vault.grantNonce(account));
        vault.grantSessionKeyFor(g, _signBy(_signerOf(account), _grantHash(g)));
    }

    // Signing

    /// @dev The second customer is a wallet contract: no key of its own, and far quicker.
    function _signerOf(address account) private view returns (uint256) {
        return account == accounts[0] ? FIRST_KEY : WALLET;
    }

    function _signBy(uint256 signer, bytes32 structHash) private returns (bytes memory) {
        if (signer != WALLET) return _sign(signer, structHash);
        NotingWallet(payable(accounts[1])).note(_digest(structHash));
        return "";
    }

    // Extending

    function _extendBySelf(uint64 id, uint256 draw) internal {
        _extendOne(id, _readyTerm(id, draw), _signerOf(books[id].customer), address(0));
    }

    /// @dev By the key that has money in the rental, or by any if none has.
    function _extendByKey(uint64 id, uint256 draw, uint256 which) internal {
        which %= KEYS;
        Book storage book = books[id];
        if (book.key != address(0)) which = book.key == sessions[0] ? 0 : 1;
        uint32 term = _readyTerm(id, draw);
        _readyKey(book.customer, sessions[which], uint256(book.rate) * (term - book.term));
        _extendOne(id, term, FIRST_SESSION_KEY + which, sessions[which]);
    }

    function _readyTerm(uint64 id, uint256 draw) private returns (uint32 term) {
        Book storage book = books[id];
        term = Bounds.longerTerm(draw, book.term);
        _readyMoney(book.customer, uint256(book.rate) * (term - book.term));
    }

    function _extendOne(uint64 id, uint32 term, uint256 signer, address key) private {
        Book storage book = books[id];
        author = book.customer;
        IGPUVault.Extension memory extension = _extension(id, term);
        bytes memory signature = _signBy(signer, _extensionHash(extension));
        vm.prank(operator);
        vault.extendRental(extension, signature);
        _bookHold(id, key, uint256(book.rate) * (term - book.term));
        book.term = term;
    }

    // Choosing

    /// @dev A rental that is open, touched by what follows.
    function _anyLive(uint256 which) internal returns (uint64 id) {
        if (live.length == 0) return _openBySelf(which, which / 8, 1e15, TERM);
        id = live[which % live.length];
        _touch(id);
    }

    function _anyToExtend(uint256 which) internal returns (uint64 id) {
        id = _anyLive(which);
        if (books[id].stoppedAt == 0 && books[id].term < Bounds.MAX_TERM) return id;
        return _openBySelf(which, which / 8, 1e15, TERM);
    }

    /// @dev An entry that the vault must take, already written down.
    function _useOne(uint64 id, uint256 draw, bool closing) internal returns (IGPUVault.Usage memory usage) {
        Book storage book = books[id];
        usage = IGPUVault.Usage(id, book.used, closing);
        if (!book.open) return usage;
        usage.usedSeconds = Bounds.used(draw, book.used, _most(id));
        _bookUsage(id, usage.usedSeconds);
        if (closing) _bookClosing(id);
    }

    /// @dev The most seconds that may be reported now.
    function _most(uint64 id) private view returns (uint256) {
        Book storage book = books[id];
        uint256 elapsed = (book.stoppedAt != 0 ? book.stoppedAt : block.timestamp) - book.openedAt;
        return elapsed < book.term ? elapsed : book.term;
    }

    /// @dev The last second that can be charged.
    function _endOf(uint64 id) internal view returns (uint256) {
        Book storage book = books[id];
        return book.stoppedAt != 0 ? book.stoppedAt : book.openedAt + book.term;
    }

    // What nobody may do

    function _misdeed(uint256 what, uint64 id, address who) internal view returns (address by, bytes memory call) {
        Book storage book = books[id];
        if (what == 0) return (who, abi.encodeCall(vault.withdraw, (owed[who] + 1, who)));
        if (what == 1) return (operator, _reporting(id, uint32(_most(id) + 1)));
        if (what == 2) return book.used == 0 ? (who, _reporting(id, 0)) : (operator, _reporting(id, book.used - 1));
        if (what == 3) return (sessions[0], abi.encodeCall(vault.stopRental, (id)));
        if (what == 4) return (who, abi.encodeCall(vault.reclaim, (_unripe(id))));
        if (what == 5) return (operator, _opening(uint64(books.length), book.customer, STRANGER_KEY));
        if (what == 6) return (operator, _opening(id, accounts[0], FIRST_KEY));
        if (what == 7) return (who, _opening(uint64(books.length), accounts[0], FIRST_KEY));
        if (what == 8) return (operator, _extending(id));
        return (operator, _reporting(uint64(books.length), 0));
    }

    function _reporting(uint64 id, uint32 used) private view returns (bytes memory) {
        return abi.encodeCall(vault.settle, (_usage(id, used, true)));
    }

    /// @dev The rental if its grace is not over, or one that was never opened.
    function _unripe(uint64 id) private view returns (uint64) {
        return block.timestamp < _endOf(id) + 7 days ? id : uint64(books.length);
    }

    function _opening(uint64 id, address customer_, uint256 signer) private view returns (bytes memory) {
        IGPUVault.RentalOrder memory order =
            IGPUVault.RentalOrder(id, customer_, stranger, 1, TERM, uint40(block.timestamp));
        return abi.encodeCall(vault.openRental, (order, _sign(signer, _orderHash(order))));
    }

    function _extending(uint64 id) private view returns (bytes memory) {
        IGPUVault.Extension memory extension = _extension(id, Bounds.MAX_TERM);
        return abi.encodeCall(vault.extendRental, (extension, _sign(STRANGER_KEY, _extensionHash(extension))));
    }
}
